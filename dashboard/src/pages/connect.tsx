// A page that is being built.
import { Page } from '../components/states.tsx'

export function Connect() {
  return <Page title="Connect">{null}</Page>
}
