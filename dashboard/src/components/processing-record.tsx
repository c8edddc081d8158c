// The record of processing as a page that can be printed, and as JSON.
import { Button, Card, Group, List, Stack, Table, Text, Title } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconDownload, IconPrinter } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormats } from './format.ts'

/** The record of processing, made by the service from how it is configured. */
export type ProcessingRecord = {
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
  const isNarrow = useMediaQuery('(max-width: 36em)')
  if (isNarrow) {
    return (
      <Stack gap="sm">
        {rows.map(([first, ...others]) => (
          <Stack key={first} gap={2}>
            <Text size="sm" fw={600}>
              {first}
            </Text>
            {others.map((cell, index) => (
              <Text key={head[index + 1]} size="sm">
                {head[index + 1]}: {cell}
              </Text>
            ))}
          </Stack>
        ))}
      </Stack>
    )
  }
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

export function RecordOfProcessing({ record }: { readonly record: ProcessingRecord }) {
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
