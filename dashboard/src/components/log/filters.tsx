// The filters of the access log, kept in the address bar so that a view can be sent to somebody.
import { Button, Group, Select } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { DATA_KINDS, type LogFilter, useKeys, useStores } from '../../api/queries.ts'

const NAMES = ['store_id', 'key_id', 'outcome', 'resource'] as const
const RANGES = { '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000, '30d': 2_592_000_000 } as const
type Range = keyof typeof RANGES

/** The filters of the address bar. `from` is counted back from now, to the minute, so that a view can be asked again. */
export function useLogFilter(): LogFilter {
  const [search] = useSearchParams()
  const range = search.get('range')
  const length = range !== null && range in RANGES ? RANGES[range as Range] : null
  const minute = Math.floor(Date.now() / 60_000) * 60_000
  return {
    ...Object.fromEntries(NAMES.flatMap((name) => (search.get(name) ? [[name, search.get(name)]] : []))),
    ...(length === null ? {} : { from: new Date(minute - length).toISOString() }),
  }
}

export function LogFilters() {
  const { t } = useTranslation(['log', 'common'])
  const [search, setSearch] = useSearchParams()
  const stores = useStores()
  const keys = useKeys()
  const set = (name: string, value: string | null) => {
    const next = new URLSearchParams(search)
    if (value) next.set(name, value)
    else next.delete(name)
    setSearch(next, { replace: true })
  }
  const select = (name: string, data: readonly { value: string; label: string }[]) => (
    <Select
      aria-label={t(`filter.${name}`)}
      placeholder={t(`filter.${name}`)}
      data={data}
      value={search.get(name)}
      onChange={(value) => set(name, value)}
      clearable
      flex="1 1 140px"
      maw={220}
    />
  )
  return (
    <Group gap="sm">
      {select(
        'store_id',
        (stores.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
      )}
      {select(
        'key_id',
        (keys.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
      )}
      {select(
        'outcome',
        (['allowed', 'denied', 'failed'] as const).map((value) => ({ value, label: t(`outcome.${value}`) })),
      )}
      {select(
        'resource',
        DATA_KINDS.map((value) => ({ value, label: t(`common:data.${value}`) })),
      )}
      {select(
        'range',
        (Object.keys(RANGES) as Range[]).map((value) => ({ value, label: t(`range.${value}`) })),
      )}
      {[...search.keys()].length > 0 ? (
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconX size={16} aria-hidden />}
          onClick={() => setSearch({}, { replace: true })}
        >
          {t('filter.clear')}
        </Button>
      ) : null}
    </Group>
  )
}
