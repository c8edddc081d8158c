// What a page shows while it waits, when there is nothing yet, and when something went wrong.
import { Alert, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { IconAlertCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { asProblem } from '../api/problem.ts'

/** Grey lines in the place of what will be there. */
export function Waiting({ lines = 5 }: { readonly lines?: number }) {
  const { t } = useTranslation()
  return (
    <Stack role="status" aria-label={t('waiting')} gap="sm">
      {Array.from({ length: lines }, (_, line) => `line-${line}`).map((key) => (
        <Skeleton key={key} height={36} radius="md" />
      ))}
    </Stack>
  )
}

/** Nothing is there yet: what to do about it, and one way to do it. */
export function Empty({
  title,
  children,
  action,
}: {
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
}) {
  return (
    <Stack align="center" py="xl" gap="xs">
      <Title order={2} size="h4" ta="center">
        {title}
      </Title>
      {children ? (
        <Text c="dimmed" ta="center" maw={480} component="div">
          {children}
        </Text>
      ) : null}
      {action}
    </Stack>
  )
}

/** What went wrong in words, the request's id for support, and a way to try again. */
export function Failed({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { t } = useTranslation()
  const { code, requestId, detail } = asProblem(error)
  const words = t(`problems.${code}`, { defaultValue: detail || t('problems.unexpected') })
  return (
    <Alert color="red" icon={<IconAlertCircle aria-hidden />} title={t('failed')} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{words}</Text>
        {requestId ? (
          <Text size="xs" ff="monospace">
            {t('requestId', { id: requestId })}
          </Text>
        ) : null}
        {onRetry ? (
          <Button size="xs" variant="outline" color="red" onClick={onRetry}>
            {t('retry')}
          </Button>
        ) : null}
      </Stack>
    </Alert>
  )
}

/** What the browser's tab and history say. */
export function usePageTitle(title: string): void {
  useDocumentTitle(`${title} – ShopCall`)
}

/** A page: its title, what can be done on it, and what it shows. */
export function Page({
  title,
  description,
  actions,
  children,
}: {
  readonly title: string
  readonly description?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}) {
  usePageTitle(title)
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start" gap="md">
        <Stack gap={4} maw={720}>
          <Title order={1} size="h2">
            {title}
          </Title>
          {description ? <Text c="dimmed">{description}</Text> : null}
        </Stack>
        {actions ? <Group gap="sm">{actions}</Group> : null}
      </Group>
      {children}
    </Stack>
  )
}

/** What a query is at: waiting, failed, or there. */
export function Loaded<T>({
  query,
  lines,
  children,
}: {
  readonly query: {
    readonly data: T | undefined
    readonly error: unknown
    readonly isPending: boolean
    readonly refetch: () => unknown
  }
  readonly lines?: number
  readonly children: (data: T) => ReactNode
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.isPending) return <Waiting {...(lines === undefined ? {} : { lines })} />
  return <Failed error={query.error} onRetry={() => void query.refetch()} />
}
