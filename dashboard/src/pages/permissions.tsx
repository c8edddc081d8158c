// The history of every shop's switches.
import { Button, Card, Select, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { useStores } from '../api/queries.ts'
import { PermissionHistory } from '../components/permission-history.tsx'
import { Empty, Loaded, Page } from '../components/states.tsx'

export function Permissions() {
  const { t } = useTranslation('permissions')
  const stores = useStores()
  const [search, setSearch] = useSearchParams()
  return (
    <Page title={t('title')} description={t('description')}>
      <Loaded query={stores}>
        {(list) => {
          const first = list[0]
          if (!first) {
            return (
              <Empty
                title={t('empty')}
                action={
                  <Button component={Link} to="/connect">
                    {t('connect')}
                  </Button>
                }
              />
            )
          }
          const shown = list.find(({ id }) => id === search.get('store_id')) ?? first
          return (
            <Stack gap="md">
              <Select
                label={t('shop')}
                maw={320}
                data={list.map(({ id, name }) => ({ value: id, label: name }))}
                value={shown.id}
                allowDeselect={false}
                onChange={(id) => setSearch(id ? { store_id: id } : {}, { replace: true })}
              />
              <Card withBorder>
                <PermissionHistory storeId={shown.id} order={2} />
              </Card>
            </Stack>
          )
        }}
      </Loaded>
    </Page>
  )
}
