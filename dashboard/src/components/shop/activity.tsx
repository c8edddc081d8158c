// What was read of a shop lately.
import { Anchor, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type AccessEntry, readLog, type Store } from '../../api/queries.ts'
import { EntryDrawer } from '../log/entry.tsx'
import { LogTable } from '../log/log-table.tsx'
import { Empty, Loaded } from '../states.tsx'

export function Activity({ store }: { readonly store: Store }) {
  const { t } = useTranslation('shop')
  const [opened, setOpened] = useState<AccessEntry | null>(null)
  const log = useQuery({
    queryKey: ['log', 'of-store', store.id],
    queryFn: ({ signal }) => readLog({ store_id: store.id }, null, signal),
  })
  return (
    <Loaded query={log}>
      {({ data }) =>
        data.length === 0 ? (
          <Empty title={t('noActivity')} />
        ) : (
          <Stack gap="sm">
            <LogTable entries={data} onOpen={setOpened} />
            <Anchor component={Link} to={`/log?store_id=${store.id}`}>
              {t('allActivity')}
            </Anchor>
            <EntryDrawer entry={opened} onClose={() => setOpened(null)} />
          </Stack>
        )
      }
    </Loaded>
  )
}
