// A page that is being built.
import { Page } from '../components/states.tsx'

export function Permissions() {
  return <Page title="Permissions">{null}</Page>
}
