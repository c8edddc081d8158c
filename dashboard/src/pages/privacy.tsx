// A page that is being built.
import { Page } from '../components/states.tsx'

export function Privacy() {
  return <Page title="Privacy">{null}</Page>
}
