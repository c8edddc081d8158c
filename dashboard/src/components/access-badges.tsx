// A store's switches as badges: said by words and a line through them, never by colour alone.
import { Badge, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { DATA_KINDS, type DataAccessPermissions, type DataKind, SWITCH } from '../api/queries.ts'

/** The colour of each kind of data, everywhere. */
export const KIND_COLOR: Readonly<Record<DataKind, string>> = {
  products: 'blue',
  customers: 'green',
  orders: 'grape',
}

function KindBadge({ kind, isOn }: { readonly kind: DataKind; readonly isOn: boolean }) {
  const { t } = useTranslation(['access', 'common'])
  const name = t(`common:data.${kind}`)
  return (
    <Badge
      color={isOn ? KIND_COLOR[kind] : 'gray'}
      variant={isOn ? 'filled' : 'outline'}
      tt="none"
      td={isOn ? undefined : 'line-through'}
      aria-label={t(isOn ? 'badgeOn' : 'badgeOff', { name })}
    >
      {name}
    </Badge>
  )
}

/** The three badges, and "Limited access" where customers or orders are off. */
export function AccessBadges({ permissions }: { readonly permissions: DataAccessPermissions }) {
  const { t } = useTranslation('access')
  const isLimited = !permissions.allow_customer_access || !permissions.allow_order_access
  return (
    <Group gap={6}>
      {DATA_KINDS.map((kind) => (
        <KindBadge key={kind} kind={kind} isOn={permissions[SWITCH[kind]]} />
      ))}
      {isLimited ? (
        <Badge variant="light" color="yellow" tt="none" autoContrast>
          {t('limited')}
        </Badge>
      ) : null}
    </Group>
  )
}
