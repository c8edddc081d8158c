// A page that is being built.
import { Page } from '../components/states.tsx'

export function Overview() {
  return <Page title="Overview">{null}</Page>
}
