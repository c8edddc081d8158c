// All about a shop's syncs: their history, when they run, and what the shop tells in between.
import { Stack } from '@mantine/core'
import type { Store } from '../../api/queries.ts'
import { Schedule } from './schedule.tsx'
import { Syncs } from './syncs.tsx'
import { Webhook } from './webhook.tsx'

export function Syncing({ store }: { readonly store: Store }) {
  return (
    <Stack gap="lg">
      <Syncs storeId={store.id} />
      <Schedule storeId={store.id} />
      {store.platform === 'woocommerce' ? <Webhook storeId={store.id} /> : null}
    </Stack>
  )
}
