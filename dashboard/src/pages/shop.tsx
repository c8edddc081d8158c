// One shop: what can be read, how it is, its products, its syncs, what was read, and its end.
import { Anchor, Button, Card, Group, Stack, Tabs, Text, Title } from '@mantine/core'
import { IconShieldLock } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { type Store, useStore } from '../api/queries.ts'
import { AccessBadges } from '../components/access-badges.tsx'
import { DataAccessSettings } from '../components/data-access-settings.tsx'
import { HealthBadge } from '../components/health-badge.tsx'
import { PLATFORM_NAME } from '../components/platform.tsx'
import { Disconnect } from '../components/shop/disconnect.tsx'
import { ShopHealth } from '../components/shop/health.tsx'
import { Loaded, Page, Waiting } from '../components/states.tsx'

const TABS = ['access', 'products', 'syncs', 'activity'] as const
type Tab = (typeof TABS)[number]

function Access({ store }: { readonly store: Store }) {
  const { t } = useTranslation(['shop', 'shops'])
  const [isOpen, setOpen] = useState(false)
  return (
    <Stack gap="lg">
      <Card withBorder>
        <Group justify="space-between">
          <Stack gap="xs">
            <Title order={2} size="h4">
              {t('access')}
            </Title>
            <AccessBadges permissions={store.data_access_permissions} />
          </Stack>
          <Button
            variant="light"
            leftSection={<IconShieldLock size={16} aria-hidden />}
            onClick={() => setOpen(true)}
          >
            {t('shops:configure')}
          </Button>
        </Group>
      </Card>
      <ShopHealth store={store} />
      <Card withBorder>
        <Stack gap="sm">
          <Title order={2} size="h4">
            {t('disconnect.heading')}
          </Title>
          <Text size="sm">{t('disconnect.text')}</Text>
          <Disconnect store={store} />
        </Stack>
      </Card>
      <DataAccessSettings store={store} opened={isOpen} onClose={() => setOpen(false)} />
    </Stack>
  )
}

// Each is loaded when it is first seen.
const CONTENT = {
  access: Access,
  products: lazy(async () => ({ default: (await import('../components/shop/products.tsx')).Products })),
  syncs: lazy(async () => ({ default: (await import('../components/shop/syncing.tsx')).Syncing })),
  activity: lazy(async () => ({ default: (await import('../components/shop/activity.tsx')).Activity })),
} as const satisfies Record<Tab, React.ComponentType<{ readonly store: Store }>>

export function Shop() {
  const { t } = useTranslation('shop')
  const { id = '' } = useParams()
  const [search, setSearch] = useSearchParams()
  const wanted = search.get('tab')
  const tab = TABS.find((name) => name === wanted) ?? 'access'
  const store = useStore(id)
  const Content = CONTENT[tab]
  return (
    <Loaded query={store}>
      {(data) => (
        <Page
          title={data.name}
          description={
            <>
              {PLATFORM_NAME[data.platform]} ·{' '}
              <Anchor underline="always" href={data.url} target="_blank" rel="noreferrer">
                {data.url}
              </Anchor>
            </>
          }
          actions={<HealthBadge state={data.health.state} />}
        >
          <Tabs
            value={tab}
            onChange={(name) => setSearch(name && name !== 'access' ? { tab: name } : {}, { replace: true })}
          >
            <Tabs.List mb="lg" className="tabs">
              {TABS.map((name) => (
                <Tabs.Tab key={name} value={name}>
                  {t(`tab.${name}`)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value={tab}>
              <Suspense fallback={<Waiting />}>
                <Content store={data} />
              </Suspense>
            </Tabs.Panel>
          </Tabs>
          <Anchor component={Link} to="/shops" size="sm">
            {t('back')}
          </Anchor>
        </Page>
      )}
    </Loaded>
  )
}
