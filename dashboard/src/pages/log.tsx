// The access log: who read what, and when.
import { Alert, Button, Center, Group, Switch } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AccessEntry, readLog } from '../api/queries.ts'
import { EntryDrawer } from '../components/log/entry.tsx'
import { ExportButton } from '../components/log/export.tsx'
import { LogFilters, useLogFilter } from '../components/log/filters.tsx'
import { LogTable } from '../components/log/log-table.tsx'
import { Empty, Loaded, Page } from '../components/states.tsx'

const TAIL_MS = 3_000

export function Log() {
  const { t } = useTranslation('log')
  const filter = useLogFilter()
  const [isLive, setLive] = useState(false)
  const [opened, setOpened] = useState<AccessEntry | null>(null)
  const log = useInfiniteQuery({
    queryKey: ['log', filter],
    queryFn: ({ pageParam, signal }) => readLog(filter, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pagination }) => pagination?.next_cursor ?? null,
    refetchInterval: isLive ? TAIL_MS : false,
  })
  return (
    <Page title={t('title')} description={t('description')} actions={<ExportButton filter={filter} />}>
      <Alert color="blue" icon={<IconInfoCircle aria-hidden />}>
        {t('noPayload')}
      </Alert>
      <Group justify="space-between" align="center">
        <LogFilters />
        <Switch
          label={t('live')}
          checked={isLive}
          onChange={(event) => setLive(event.currentTarget.checked)}
        />
      </Group>
      <Loaded query={log} lines={8}>
        {({ pages }) => {
          const entries = pages.flatMap(({ data }) => data)
          if (entries.length === 0) return <Empty title={t('empty.title')}>{t('empty.text')}</Empty>
          return (
            <>
              <LogTable entries={entries} onOpen={setOpened} />
              {log.hasNextPage ? (
                <Center>
                  <Button
                    variant="default"
                    loading={log.isFetchingNextPage}
                    onClick={() => void log.fetchNextPage()}
                  >
                    {t('more')}
                  </Button>
                </Center>
              ) : null}
            </>
          )
        }}
      </Loaded>
      <EntryDrawer entry={opened} onClose={() => setOpened(null)} />
    </Page>
  )
}
