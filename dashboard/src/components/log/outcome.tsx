// How an attempt ended, as a word with an icon.
import { Badge } from '@mantine/core'
import { IconAlertTriangle, IconBan, IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { AccessEntry } from '../../api/queries.ts'

const LOOK = {
  allowed: { color: 'green', Icon: IconCheck },
  denied: { color: 'red', Icon: IconBan },
  failed: { color: 'yellow', Icon: IconAlertTriangle },
} as const satisfies Record<AccessEntry['outcome'], { color: string; Icon: typeof IconCheck }>

export function Outcome({ outcome }: { readonly outcome: AccessEntry['outcome'] }) {
  const { t } = useTranslation('log')
  const { color, Icon } = LOOK[outcome]
  return (
    <Badge color={color} variant="light" tt="none" autoContrast leftSection={<Icon size={14} aria-hidden />}>
      {t(`outcome.${outcome}`)}
    </Badge>
  )
}
