// A page that is being built.
import { Page } from '../components/states.tsx'

export function Keys() {
  return <Page title="Keys">{null}</Page>
}
