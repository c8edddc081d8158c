// Privacy: who processes what, what is known of one person, and how long records stay.
import { Alert, Button, Card, Group, List, Select, Stack, Table, Text, TextInput, Title } from '@mantine/core'
import { IconCircleCheck, IconDownload, IconPrinter } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { callData } from '../api/client.ts'
import { type AccessEntry, useStores } from '../api/queries.ts'
import { useFormats } from '../components/format.ts'
import { EntryDrawer } from '../components/log/entry.tsx'
import { LogTable } from '../components/log/log-table.tsx'
import { Failed, Loaded, Page } from '../components/states.tsx'

/** The record of processing, made by the service from how it is configured. */
type ProcessingRecord = {
  readonly generated_at: string
  readonly stored: readonly { readonly what: string; readonly why: string; readonly kept: string }[]
  readonly passed_through: readonly { readonly what: string; readonly why: string }[]
  readonly recipients: readonly { readonly who: string; readonly what: string }[]
  readonly retention: { readonly access_log_days: number; readonly address_days: number }
  readonly security: readonly string[]
}

function saveJson(record: ProcessingRecord): void {
  const address = URL.createObjectURL(
    new Blob([JSON.stringify(record, null, 2)], { type: 'application/json' }),
  )
  const link = document.createElement('a')
  link.href = address
  link.download = 'shopcall-record-of-processing.json'
  link.click()
  URL.revokeObjectURL(address)
}

function Rows({
  head,
  rows,
}: {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}) {
  return (
    <Table.ScrollContainer minWidth={480}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {head.map((name) => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((cells) => (
            <Table.Tr key={cells.join()}>
              {cells.map((cell) => (
                <Table.Td key={cell}>{cell}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function RecordOfProcessing({ record }: { readonly record: ProcessingRecord }) {
  const { t } = useTranslation('privacy')
  const formats = useFormats()
  return (
    <Card withBorder>
      <Stack gap="md">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {t('record.title')}
          </Title>
          <Group gap="xs" className="no-print">
            <Button
              variant="default"
              leftSection={<IconPrinter size={16} aria-hidden />}
              onClick={() => print()}
            >
              {t('record.print')}
            </Button>
            <Button
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
              onClick={() => saveJson(record)}
            >
              {t('record.json')}
            </Button>
          </Group>
        </Group>
        <Text size="sm">{t('record.made', { when: formats.dateTime(record.generated_at) })}</Text>
        <Title order={3} size="h5">
          {t('record.passed')}
        </Title>
        <Rows
          head={[t('record.what'), t('record.why')]}
          rows={record.passed_through.map(({ what, why }) => [what, why])}
        />
        <Title order={3} size="h5">
          {t('record.stored')}
        </Title>
        <Rows
          head={[t('record.what'), t('record.why'), t('record.kept')]}
          rows={record.stored.map(({ what, why, kept }) => [what, why, kept])}
        />
        <Title order={3} size="h5">
          {t('record.recipients')}
        </Title>
        <Rows
          head={[t('record.who'), t('record.what')]}
          rows={record.recipients.map(({ who, what }) => [who, what])}
        />
        <Title order={3} size="h5">
          {t('record.security')}
        </Title>
        <List size="sm">
          {record.security.map((measure) => (
            <List.Item key={measure}>{measure}</List.Item>
          ))}
        </List>
        <Title order={3} size="h5">
          {t('record.retention')}
        </Title>
        <Text size="sm">
          {t('record.days', {
            log: formats.number(record.retention.access_log_days),
            address: formats.number(record.retention.address_days),
          })}
        </Text>
      </Stack>
    </Card>
  )
}

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
              label={t('subject.shop')}
              data={(stores.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              value={store?.id ?? null}
              onChange={setStoreId}
              allowDeselect={false}
            />
            <Select
              label={t('subject.by')}
              data={IDENTIFIERS.map((name) => ({ value: name, label: t(`subject.${name}`) }))}
              value={kind}
              onChange={(name) => setKind(name ?? 'email')}
              allowDeselect={false}
            />
            <TextInput
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
      <SubjectSearch />
      <Loaded query={record}>{(data) => <RecordOfProcessing record={data} />}</Loaded>
    </Page>
  )
}
