// A shop's health for each kind of data, and a button that looks now.
import { Alert, Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleMinus, IconRefresh } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { callData } from '../../api/client.ts'
import { type AccessCheck, DATA_KINDS, type DataKind, type Store } from '../../api/queries.ts'
import { useFormats } from '../format.ts'
import { Failed } from '../states.tsx'

/** Tries now what can be read of a store; its health follows. */
export function useAccessCheck(storeId: string) {
  const queries = useQueryClient()
  const { i18n } = useTranslation()
  return useMutation({
    mutationFn: () =>
      callData<AccessCheck>(`api/stores/${encodeURIComponent(storeId)}/access-check`, {
        body: { language: i18n.language },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['stores'] }),
  })
}

export type KindVerdict = {
  readonly allowed: boolean
  readonly reachable: boolean | null
  readonly problem: string | null
  readonly hint: string | null
  readonly checked_at: string | null
  readonly latency_ms?: number | null
}

/** What is known of one kind of data. */
export function KindHealth({ kind, verdict }: { readonly kind: DataKind; readonly verdict: KindVerdict }) {
  const { t } = useTranslation(['shop', 'common'])
  const formats = useFormats()
  const state = !verdict.allowed ? 'off' : verdict.problem ? 'problem' : verdict.checked_at ? 'ok' : 'unknown'
  const color = { off: 'gray', problem: 'yellow', ok: 'green', unknown: 'gray' }[state]
  const Icon = state === 'problem' ? IconAlertTriangle : state === 'ok' ? IconCircleCheck : IconCircleMinus
  return (
    <Card withBorder>
      <Group justify="space-between">
        <Text fw={600}>{t(`common:data.${kind}`)}</Text>
        <Badge
          color={color}
          variant="light"
          tt="none"
          autoContrast
          leftSection={<Icon size={14} aria-hidden />}
        >
          {t(`kind.${state}`)}
        </Badge>
      </Group>
      {verdict.hint ? (
        <Alert mt="xs" p="xs" color="yellow">
          {verdict.hint}
        </Alert>
      ) : null}
      {verdict.checked_at ? (
        <Text size="xs" c="dimmed" mt="xs">
          {t('checked', { when: formats.ago(verdict.checked_at) })}
          {typeof verdict.latency_ms === 'number' ? ` · ${formats.milliseconds(verdict.latency_ms)}` : ''}
        </Text>
      ) : null}
    </Card>
  )
}

const SWITCHES = {
  products: 'allow_product_access',
  customers: 'allow_customer_access',
  orders: 'allow_order_access',
} as const

export function ShopHealth({ store }: { readonly store: Store }) {
  const { t } = useTranslation('shop')
  const checking = useAccessCheck(store.id)
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t('health')}
        </Title>
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={checking.isPending}
          onClick={() => checking.mutate()}
        >
          {t('checkNow')}
        </Button>
      </Group>
      {checking.error ? <Failed error={checking.error} onRetry={() => checking.mutate()} /> : null}
      {DATA_KINDS.map((kind) => {
        const { problem, hint, checked_at } = store.health[kind]
        const known = { problem, hint, checked_at, reachable: null }
        const verdict = checking.data?.[kind] ?? {
          ...known,
          allowed: store.data_access_permissions[SWITCHES[kind]],
        }
        return <KindHealth key={kind} kind={kind} verdict={verdict} />
      })}
    </Stack>
  )
}
