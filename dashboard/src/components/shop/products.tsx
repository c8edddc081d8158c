// A shop's synced products, with a search over them.
import { Alert, Avatar, Badge, Button, Group, Select, Stack, Table, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPhoto, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { UnifiedProduct } from '../../../../src/model/product.ts'
import { call } from '../../api/client.ts'
import type { Store } from '../../api/queries.ts'
import { useFormats } from '../format.ts'
import { Empty, Loaded } from '../states.tsx'

const SEARCH_AFTER_MS = 250

const useProducts = (storeId: string, search: string, stock: string | null) =>
  useInfiniteQuery({
    queryKey: ['products', storeId, search, stock],
    queryFn: ({ pageParam, signal }) =>
      call<UnifiedProduct[]>(`api/stores/${encodeURIComponent(storeId)}/products`, {
        query: { search, in_stock: stock, cursor: pageParam, limit: 25 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pagination }) => pagination?.next_cursor ?? null,
  })

/** The first picture that the page's policy lets in: a shop without https has none to show. */
const pictureOf = ({ images }: UnifiedProduct) =>
  images.find(({ url }) => url.startsWith('https://'))?.url ?? null

function ProductRow({ product }: { readonly product: UnifiedProduct }) {
  const { t } = useTranslation('shop')
  const formats = useFormats()
  const { price, in_stock: inStock } = product
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="sm" wrap="nowrap">
          <Avatar radius="sm" src={pictureOf(product)} alt="">
            <IconPhoto size={18} aria-hidden />
          </Avatar>
          <Stack gap={0}>
            <Text size="sm" fw={500}>
              {product.name}
            </Text>
            <Text size="xs" c="dimmed">
              {product.sku ?? ''}
            </Text>
          </Stack>
        </Group>
      </Table.Td>
      <Table.Td ta="right">{price ? formats.money(price.amount, price.currency) : '–'}</Table.Td>
      <Table.Td>
        <Badge color={inStock ? 'green' : 'gray'} variant="light" tt="none" autoContrast>
          {t(inStock === null ? 'stock.unknown' : inStock ? 'stock.yes' : 'stock.no')}
        </Badge>
      </Table.Td>
      <Table.Td>{product.status ? t(`status.${product.status}`) : '–'}</Table.Td>
    </Table.Tr>
  )
}

function ProductTable({ products }: { readonly products: readonly UnifiedProduct[] }) {
  const { t } = useTranslation('shop')
  return (
    <Table.ScrollContainer minWidth={520}>
      <Table className="numbers">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('product')}</Table.Th>
            <Table.Th ta="right">{t('price')}</Table.Th>
            <Table.Th>{t('stock.label')}</Table.Th>
            <Table.Th>{t('status.label')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {products.map((product) => (
            <ProductRow key={product.id} product={product} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

export function Products({ store }: { readonly store: Store }) {
  const { t } = useTranslation('shop')
  const [search, setSearch] = useState('')
  const [stock, setStock] = useState<string | null>(null)
  const [wanted] = useDebouncedValue(search.trim(), SEARCH_AFTER_MS)
  const products = useProducts(store.id, wanted, stock)
  if (!store.data_access_permissions.allow_product_access)
    return <Alert color="gray">{t('productsOff')}</Alert>
  return (
    <Stack gap="md">
      <Group>
        <TextInput
          aria-label={t('search')}
          placeholder={t('search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          flex={1}
          miw={200}
        />
        <Select
          aria-label={t('stock.label')}
          placeholder={t('stock.label')}
          data={[
            { value: 'true', label: t('stock.yes') },
            { value: 'false', label: t('stock.no') },
          ]}
          value={stock}
          onChange={setStock}
          clearable
          w={160}
        />
      </Group>
      <Loaded query={products}>
        {({ pages }) => {
          const list = pages.flatMap(({ data }) => data)
          if (list.length === 0)
            return (
              <Empty title={t(wanted ? 'nothingFound' : 'noProducts')}>
                {wanted ? null : <Link to="?tab=syncs">{t('toSyncs')}</Link>}
              </Empty>
            )
          return <ProductTable products={list} />
        }}
      </Loaded>
      {products.hasNextPage ? (
        <Button
          variant="default"
          loading={products.isFetchingNextPage}
          onClick={() => void products.fetchNextPage()}
          style={{ alignSelf: 'center' }}
        >
          {t('more')}
        </Button>
      ) : null}
    </Stack>
  )
}
