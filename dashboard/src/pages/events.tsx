// A page that is being built.
import { Page } from '../components/states.tsx'

export function Events() {
  return <Page title="Events">{null}</Page>
}
