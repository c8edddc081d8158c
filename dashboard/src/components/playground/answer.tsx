// What a call answered: status, timing split into ours and the shop's, and the data as it came.
import { Badge, Code, Group, ScrollArea, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../format.ts'

export type PlaygroundAnswer = {
  readonly status: number
  readonly text: string
  readonly requestId: string | null
  /** Milliseconds by name, of Server-Timing. */
  readonly timing: Readonly<Record<string, number>>
}

/** The durations of a Server-Timing header: `auth;dur=1.2, shop;dur=30`. */
export function timingOf(header: string | null): Readonly<Record<string, number>> {
  const found = [...(header ?? '').matchAll(/(\w+);dur=([\d.]+)/g)]
  return Object.fromEntries(found.map(([, name = '', duration = '0']) => [name, Number(duration)]))
}

export function AnswerView({ answer }: { readonly answer: PlaygroundAnswer }) {
  const { t } = useTranslation(['playground', 'common'])
  const formats = useFormats()
  const { total = 0, shop = 0 } = answer.timing
  const isGood = answer.status < 400
  return (
    <Stack gap="sm">
      <Group role="status">
        <Badge color={isGood ? 'green' : 'red'} variant="light" tt="none" size="lg">
          {answer.status} · {t(isGood ? 'good' : 'bad')}
        </Badge>
        <Text size="sm">
          {t('timing', {
            total: formats.milliseconds(total),
            ours: formats.milliseconds(total - shop),
            shop: formats.milliseconds(shop),
          })}
        </Text>
      </Group>
      {answer.requestId ? (
        <Text size="xs" ff="monospace">
          {t('common:requestId', { id: answer.requestId })}
        </Text>
      ) : null}
      <ScrollArea.Autosize mah={520} viewportProps={{ tabIndex: 0, 'aria-label': t('answer') }}>
        <Code block>{answer.text}</Code>
      </ScrollArea.Autosize>
    </Stack>
  )
}
