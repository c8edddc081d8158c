// The playground: what a key gets of a shop, exactly, and the code for it.
import { Alert, Button, Card, Grid, Select, Stack, TextInput, Title } from '@mantine/core'
import { IconInfoCircle, IconPlayerPlay } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { addressOf, callRaw, type Query } from '../api/client.ts'
import { type ApiKey, DATA_KINDS, type DataKind, useKeys, useStores } from '../api/queries.ts'
import { AnswerView, type PlaygroundAnswer, timingOf } from '../components/playground/answer.tsx'
import { Snippets } from '../components/snippets.tsx'
import { Empty, Failed, Page } from '../components/states.tsx'

/** The filters of each list that are worth trying. */
const FILTERS: Readonly<Record<DataKind, readonly string[]>> = {
  products: ['search', 'sku', 'in_stock'],
  customers: ['email', 'phone', 'search'],
  orders: ['number', 'email', 'phone', 'status'],
}
/** Of these filters some name people: they go in a body, so that they stand in no address and no log. */
const isPersonal = (resource: DataKind) => resource !== 'products'

type Wanted = {
  readonly keyId: string
  readonly storeId: string
  readonly resource: DataKind
  readonly filters: Query
}

/** The call as a program makes it. */
function requestOf({ storeId, resource, filters }: Wanted) {
  const set = Object.fromEntries(
    Object.entries(filters).filter(([, value]) => value !== '' && value !== undefined),
  )
  return isPersonal(resource)
    ? {
        method: 'POST' as const,
        path: `webshop-data-api/${resource}/search`,
        body: { store_id: storeId, limit: 5, ...set },
      }
    : {
        method: 'GET' as const,
        path: `webshop-data-api/${resource}`,
        query: { store_id: storeId, limit: 5, ...set },
      }
}

async function run(wanted: Wanted): Promise<PlaygroundAnswer> {
  const { path, ...options } = requestOf(wanted)
  const response = await callRaw(path, options, { 'shopcall-as-key': wanted.keyId })
  const text = await response.text()
  return {
    status: response.status,
    text: JSON.stringify(JSON.parse(text), null, 2),
    requestId: response.headers.get('x-request-id'),
    timing: timingOf(response.headers.get('server-timing')),
  }
}

/** The key that is tried first: one that still works, where there is one. */
const usable = (keys: readonly ApiKey[] | undefined) =>
  keys?.find(({ status }) => status === 'active') ?? keys?.[0]

function CodeFor({ wanted }: { readonly wanted: Wanted }) {
  const { t } = useTranslation('playground')
  const { method, path, ...rest } = requestOf(wanted)
  const query = 'query' in rest ? rest.query : undefined
  return (
    <Card withBorder>
      <Title order={2} size="h4" mb="sm">
        {t('code')}
      </Title>
      <Snippets
        method={method}
        url={`${location.origin}${addressOf(path, query)}`}
        apiKey="api_shopcall_…"
        {...('body' in rest && rest.body ? { body: rest.body } : {})}
      />
    </Card>
  )
}

export function Playground() {
  const { t } = useTranslation(['playground', 'common'])
  const keys = useKeys()
  const stores = useStores()
  const [keyId, setKeyId] = useState<string | null>(null)
  const [storeId, setStoreId] = useState<string | null>(null)
  const [resource, setResource] = useState<DataKind>('orders')
  const [filters, setFilters] = useState<Record<string, string>>({})
  const trying = useMutation({ mutationFn: run })
  const key = keys.data?.find(({ id }) => id === keyId) ?? usable(keys.data)
  const store = stores.data?.find(({ id }) => id === storeId) ?? stores.data?.[0]
  if (keys.data && stores.data && (!key || !store)) {
    return (
      <Page title={t('title')} description={t('description')}>
        <Empty
          title={t(key ? 'needShop' : 'needKey')}
          action={
            <Button component={Link} to={key ? '/connect' : '/keys'}>
              {t(key ? 'toConnect' : 'toKeys')}
            </Button>
          }
        />
      </Page>
    )
  }
  const wanted = key && store ? { keyId: key.id, storeId: store.id, resource, filters } : null
  return (
    <Page title={t('title')} description={t('description')}>
      <Alert color="blue" icon={<IconInfoCircle aria-hidden />}>
        {t('recorded')}
      </Alert>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Card withBorder>
            <form
              onSubmit={(event) => {
                event.preventDefault()
                if (wanted) trying.mutate(wanted)
              }}
            >
              <Stack gap="sm">
                <Select
                  label={t('key')}
                  data={(keys.data ?? []).map(({ id, name, status }) => ({
                    value: id,
                    label: status === 'active' ? name : t('ended', { name }),
                  }))}
                  value={key?.id ?? null}
                  onChange={setKeyId}
                  allowDeselect={false}
                />
                <Select
                  label={t('shop')}
                  data={(stores.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
                  value={store?.id ?? null}
                  onChange={setStoreId}
                  allowDeselect={false}
                />
                <Select
                  label={t('resource')}
                  data={DATA_KINDS.map((kind) => ({ value: kind, label: t(`common:data.${kind}`) }))}
                  value={resource}
                  onChange={(value) => {
                    setResource((value ?? 'orders') as DataKind)
                    setFilters({})
                  }}
                  allowDeselect={false}
                />
                {FILTERS[resource].map((name) => (
                  <TextInput
                    key={name}
                    label={t(`filter.${name}`)}
                    value={filters[name] ?? ''}
                    autoComplete="off"
                    onChange={(event) => setFilters({ ...filters, [name]: event.currentTarget.value })}
                  />
                ))}
                <Button
                  type="submit"
                  leftSection={<IconPlayerPlay size={16} aria-hidden />}
                  loading={trying.isPending}
                  disabled={wanted === null}
                >
                  {t('run')}
                </Button>
              </Stack>
            </form>
          </Card>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="lg">
            {trying.error ? <Failed error={trying.error} /> : null}
            {trying.data ? (
              <Card withBorder>
                <AnswerView answer={trying.data} />
              </Card>
            ) : null}
            {wanted ? <CodeFor wanted={wanted} /> : null}
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  )
}
