// All webshops of the merchant, with what of each can be read.
import { Anchor, Button, Card, Group, Stack, Table, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconPlus, IconShieldLock } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type Store, useStores } from '../api/queries.ts'
import { AccessBadges } from '../components/access-badges.tsx'
import { DataAccessSettings } from '../components/data-access-settings.tsx'
import { HealthBadge } from '../components/health-badge.tsx'
import { LastSync } from '../components/last-sync.tsx'
import { PLATFORM_NAME } from '../components/platform.tsx'
import { Empty, Loaded, Page } from '../components/states.tsx'

function Configure({ store, onOpen }: { readonly store: Store; readonly onOpen: (id: string) => void }) {
  const { t } = useTranslation('shops')
  return (
    <Button
      size="xs"
      variant="light"
      leftSection={<IconShieldLock size={16} aria-hidden />}
      aria-label={t('configureNamed', { shop: store.name })}
      onClick={() => onOpen(store.id)}
    >
      {t('configure')}
    </Button>
  )
}

function ShopName({ store }: { readonly store: Store }) {
  return (
    <Stack gap={0}>
      <Anchor component={Link} to={`/shops/${store.id}`} fw={600}>
        {store.name}
      </Anchor>
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {store.url}
      </Text>
    </Stack>
  )
}

type ListProps = { readonly stores: readonly Store[]; readonly onOpen: (id: string) => void }

function ShopCards({ stores, onOpen }: ListProps) {
  return (
    <Stack gap="sm">
      {stores.map((store) => (
        <Card key={store.id} withBorder>
          <Stack gap="sm">
            <Group justify="space-between" align="flex-start" wrap="nowrap">
              <ShopName store={store} />
              <HealthBadge state={store.health.state} />
            </Group>
            <AccessBadges permissions={store.data_access_permissions} />
            <Group justify="space-between">
              <Text size="sm" c="dimmed">
                {PLATFORM_NAME[store.platform]}
              </Text>
              <Configure store={store} onOpen={onOpen} />
            </Group>
          </Stack>
        </Card>
      ))}
    </Stack>
  )
}

function ShopTable({ stores, onOpen }: ListProps) {
  const { t } = useTranslation('shops')
  return (
    <Table.ScrollContainer minWidth={820}>
      <Table verticalSpacing="sm" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('column.shop')}</Table.Th>
            <Table.Th>{t('column.platform')}</Table.Th>
            <Table.Th>{t('column.health')}</Table.Th>
            <Table.Th>{t('column.access')}</Table.Th>
            <Table.Th>{t('column.sync')}</Table.Th>
            <Table.Th>{t('column.actions')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {stores.map((store) => (
            <Table.Tr key={store.id}>
              <Table.Td>
                <ShopName store={store} />
              </Table.Td>
              <Table.Td>{PLATFORM_NAME[store.platform]}</Table.Td>
              <Table.Td>
                <HealthBadge state={store.health.state} />
              </Table.Td>
              <Table.Td>
                <AccessBadges permissions={store.data_access_permissions} />
              </Table.Td>
              <Table.Td>
                <LastSync storeId={store.id} />
              </Table.Td>
              <Table.Td>
                <Configure store={store} onOpen={onOpen} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function ConnectButton() {
  const { t } = useTranslation('shops')
  return (
    <Button component={Link} to="/connect" leftSection={<IconPlus size={18} aria-hidden />}>
      {t('connect')}
    </Button>
  )
}

export function Shops() {
  const { t } = useTranslation('shops')
  const stores = useStores()
  const isNarrow = useMediaQuery('(max-width: 62em)')
  const [chosen, setChosen] = useState<string | null>(null)
  const [isOpen, setOpen] = useState(false)
  // There before it opens, and after: only so does the dialog know where to give the focus back to.
  const store = stores.data?.find(({ id }) => id === chosen) ?? stores.data?.[0]
  const List = isNarrow ? ShopCards : ShopTable
  return (
    <Page title={t('title')} description={t('description')} actions={<ConnectButton />}>
      <Loaded query={stores}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t('empty.title')} action={<ConnectButton />}>
              {t('empty.text')}
            </Empty>
          ) : (
            <List
              stores={list}
              onOpen={(id) => {
                setChosen(id)
                setOpen(true)
              }}
            />
          )
        }
      </Loaded>
      {store ? <DataAccessSettings store={store} opened={isOpen} onClose={() => setOpen(false)} /> : null}
    </Page>
  )
}
