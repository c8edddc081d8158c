// Privacy: who processes what, what is known of one person, and how long records stay.
import { Alert, Button, Card, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { callData } from '../api/client.ts'
import { type AccessEntry, useStores } from '../api/queries.ts'
import { EntryDrawer } from '../components/log/entry.tsx'
import { LogTable } from '../components/log/log-table.tsx'
import { type ProcessingRecord, RecordOfProcessing } from '../components/processing-record.tsx'
import { Failed, Loaded, Page } from '../components/states.tsx'

type Subject = { readonly held: false; readonly accesses: readonly AccessEntry[]; readonly has_more: boolean }
const IDENTIFIERS = ['email', 'phone', 'customer_id'] as const

function SubjectSearch() {
  const { t } = useTranslation('privacy')
  const stores = useStores()
  const [storeId, setStoreId] = useState<string | null>(null)
  const [kind, setKind] = useState<string>('email')
  const [value, setValue] = useState('')
  const [opened, setOpened] = useState<AccessEntry | null>(null)
  const store = stores.data?.find(({ id }) => id === storeId) ?? stores.data?.[0]
  const asking = useMutation({
    mutationFn: (body: object) => callData<Subject>('api/privacy/subject', { body }),
  })
  return (
    <Card withBorder>
      <Stack gap="md">
        <Title order={2} size="h4">
          {t('subject.title')}
        </Title>
        <Text size="sm">{t('subject.text')}</Text>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (store) asking.mutate({ store_id: store.id, [kind]: value.trim() })
          }}
        >
          <Group align="flex-end">
            <Select
              flex="1 1 160px"
              label={t('subject.shop')}
              data={(stores.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              value={store?.id ?? null}
              onChange={setStoreId}
              allowDeselect={false}
            />
            <Select
              flex="1 1 160px"
              label={t('subject.by')}
              data={IDENTIFIERS.map((name) => ({ value: name, label: t(`subject.${name}`) }))}
              value={kind}
              onChange={(name) => setKind(name ?? 'email')}
              allowDeselect={false}
            />
            <TextInput
              flex="1 1 200px"
              label={t('subject.value')}
              value={value}
              onChange={(event) => setValue(event.currentTarget.value)}
              autoComplete="off"
              required
            />
            <Button type="submit" loading={asking.isPending} disabled={!store}>
              {t('subject.action')}
            </Button>
          </Group>
        </form>
        {asking.error ? <Failed error={asking.error} /> : null}
        {asking.data ? (
          <Stack gap="sm" role="status">
            <Alert color="green" icon={<IconCircleCheck aria-hidden />}>
              {t('subject.held')}
            </Alert>
            <Text size="sm">{t('subject.accesses', { count: asking.data.accesses.length })}</Text>
            {asking.data.accesses.length > 0 ? (
              <LogTable entries={asking.data.accesses} onOpen={setOpened} />
            ) : null}
          </Stack>
        ) : null}
      </Stack>
      <EntryDrawer entry={opened} onClose={() => setOpened(null)} />
    </Card>
  )
}

export function Privacy() {
  const { t, i18n } = useTranslation('privacy')
  const record = useQuery({
    queryKey: ['processing-record', i18n.language],
    queryFn: ({ signal }) =>
      callData<ProcessingRecord>('api/privacy/record', { query: { language: i18n.language }, signal }),
  })
  return (
    <Page title={t('title')} description={t('description')}>
      <div className="no-print">
        <SubjectSearch />
      </div>
      <Loaded query={record}>{(data) => <RecordOfProcessing record={data} />}</Loaded>
    </Page>
  )
}
