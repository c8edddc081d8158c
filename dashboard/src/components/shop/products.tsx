// A shop's synced products, with a search over them.
import {
  Alert,
  Avatar,
  Badge,
  Button,
  Card,
  Group,
  Select,
  Stack,
  Table,
  Text,
  TextInput,
} from '@mantine/core'
import { useDebouncedValue, useMediaQuery } from '@mantine/hooks'
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

type ProductProps = { readonly product: UnifiedProduct }

function Name({ product }: ProductProps) {
  return (
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
  )
}

function Stock({ product: { in_stock: inStock } }: ProductProps) {
  const { t } = useTranslation('shop')
  return (
    <Badge color={inStock ? 'green' : 'gray'} variant="light" tt="none" autoContrast>
      {t(inStock === null ? 'stock.unknown' : inStock ? 'stock.yes' : 'stock.no')}
    </Badge>
  )
}

/** What of a product is a word or a number. */
function useWords() {
  const { t } = useTranslation('shop')
  const formats = useFormats()
  return ({ price, status }: UnifiedProduct) => ({
    price: price ? formats.money(price.amount, price.currency) : '–',
    status: status ? t(`status.${status}`) : '–',
  })
}

type ListProps = { readonly products: readonly UnifiedProduct[] }

function ProductCards({ products }: ListProps) {
  const wordsOf = useWords()
  return (
    <Stack gap="xs">
      {products.map((product) => (
        <Card key={product.id} withBorder padding="sm" className="numbers">
          <Stack gap="xs">
            <Name product={product} />
            <Group justify="space-between" gap="xs">
              <Text size="sm">{wordsOf(product).price}</Text>
              <Text size="sm" c="dimmed">
                {wordsOf(product).status}
              </Text>
              <Stock product={product} />
            </Group>
          </Stack>
        </Card>
      ))}
    </Stack>
  )
}

function ProductTable({ products }: ListProps) {
  const { t } = useTranslation('shop')
  const wordsOf = useWords()
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
            <Table.Tr key={product.id}>
              <Table.Td>
                <Name product={product} />
              </Table.Td>
              <Table.Td ta="right">{wordsOf(product).price}</Table.Td>
              <Table.Td>
                <Stock product={product} />
              </Table.Td>
              <Table.Td>{wordsOf(product).status}</Table.Td>
            </Table.Tr>
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
  const List = useMediaQuery('(max-width: 62em)') ? ProductCards : ProductTable
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
          return <List products={list} />
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
