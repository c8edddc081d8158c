// A page that is being built.
import { Page } from '../components/states.tsx'

export function Log() {
  return <Page title="Log">{null}</Page>
}
