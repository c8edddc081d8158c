// The merchant's API keys.
import { Button, Group, SegmentedControl, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ApiKey, useKeys, useStores } from '../api/queries.ts'
import { RevokeDialog, RotateDialog } from '../components/keys/end-key.tsx'
import { KeyCards } from '../components/keys/key-cards.tsx'
import { KeyTable, type Sort } from '../components/keys/key-table.tsx'
import { type NewKey, NewKeyDialog } from '../components/keys/new-key.tsx'
import { Empty, Loaded, Page } from '../components/states.tsx'

type Shown = 'active' | 'all'

/** The keys that are looked for, in the order that is chosen. What has no value comes last. */
function shownKeys(keys: readonly ApiKey[], shown: Shown, search: string, sort: Sort): ApiKey[] {
  const wanted = search.trim().toLowerCase()
  const compare = (a: ApiKey, b: ApiKey) => {
    const [one, other] = [a[sort.by], b[sort.by]]
    if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1
    return one.localeCompare(other) * (sort.isDown ? -1 : 1)
  }
  return keys
    .filter((key) => shown === 'all' || key.status === 'active')
    .filter((key) => key.name.toLowerCase().includes(wanted) || key.prefix.toLowerCase().includes(wanted))
    .toSorted(compare)
}

export function Keys() {
  const { t } = useTranslation('keys')
  const keys = useKeys()
  const stores = useStores()
  const [isMaking, setMaking] = useState(false)
  const [made, setMade] = useState<NewKey | null>(null)
  const [rotating, setRotating] = useState<ApiKey | null>(null)
  const [revoking, setRevoking] = useState<ApiKey | null>(null)
  const [shown, setShown] = useState<Shown>('active')
  const [search, setSearch] = useState('')
  const [sort, setSort] = useState<Sort>({ by: 'created_at', isDown: true })
  const List = useMediaQuery('(max-width: 62em)') ? KeyCards : KeyTable
  const create = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setMaking(true)}>
      {t('create')}
    </Button>
  )
  const found = (list: readonly ApiKey[]) => shownKeys(list, shown, search, sort)
  const all = (
    <Button
      variant="default"
      onClick={() => {
        setShown('all')
        setSearch('')
      }}
    >
      {t('showAll')}
    </Button>
  )
  const show = (key: NewKey) => {
    setRotating(null)
    setMade(key)
    setMaking(true)
  }
  return (
    <Page title={t('title')} description={t('description')} actions={create}>
      <Loaded query={keys}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t('empty.title')} action={create}>
              {t('empty.text')}
            </Empty>
          ) : (
            <>
              <Group>
                <SegmentedControl
                  aria-label={t('column.status')}
                  value={shown}
                  onChange={(value) => setShown(value as Shown)}
                  data={[
                    { value: 'active', label: t('filter.active') },
                    { value: 'all', label: t('filter.all') },
                  ]}
                />
                <TextInput
                  aria-label={t('filter.search')}
                  placeholder={t('filter.search')}
                  leftSection={<IconSearch size={16} aria-hidden />}
                  value={search}
                  onChange={(event) => setSearch(event.currentTarget.value)}
                />
              </Group>
              {found(list).length === 0 ? (
                <Empty title={t('nothingFound')} action={all} />
              ) : (
                <List
                  keys={found(list)}
                  stores={stores.data ?? []}
                  sort={sort}
                  onSort={setSort}
                  onRotate={setRotating}
                  onRevoke={setRevoking}
                />
              )}
            </>
          )
        }
      </Loaded>
      <NewKeyDialog
        opened={isMaking}
        made={made}
        onMade={setMade}
        onClose={() => {
          setMaking(false)
          setMade(null)
        }}
      />
      {rotating ? <RotateDialog apiKey={rotating} onClose={() => setRotating(null)} onMade={show} /> : null}
      {revoking ? <RevokeDialog apiKey={revoking} onClose={() => setRevoking(null)} /> : null}
    </Page>
  )
}
