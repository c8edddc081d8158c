// A page that is being built.
import { Page } from '../components/states.tsx'

export function Shop() {
  return <Page title="Shop">{null}</Page>
}
