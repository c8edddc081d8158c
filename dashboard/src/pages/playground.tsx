// A page that is being built.
import { Page } from '../components/states.tsx'

export function Playground() {
  return <Page title="Playground">{null}</Page>
}
