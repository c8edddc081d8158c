// A page that is being built.
import { Page } from '../components/states.tsx'

export function Shops() {
  return <Page title="Shops">{null}</Page>
}
