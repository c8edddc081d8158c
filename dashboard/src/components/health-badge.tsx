// A store's health as a word with an icon.
import { Badge } from '@mantine/core'
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCloudOff,
  IconPlugConnectedX,
  IconPlugX,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Store } from '../api/queries.ts'

type State = Store['health']['state']

const LOOK: Readonly<Record<State, { color: string; Icon: typeof IconCircleCheck }>> = {
  ok: { color: 'green', Icon: IconCircleCheck },
  needs_attention: { color: 'yellow', Icon: IconAlertTriangle },
  needs_reconnect: { color: 'red', Icon: IconPlugConnectedX },
  unreachable: { color: 'orange', Icon: IconCloudOff },
  disconnected: { color: 'gray', Icon: IconPlugX },
}

export function HealthBadge({ state }: { readonly state: State }) {
  const { t } = useTranslation('shops')
  const { color, Icon } = LOOK[state]
  return (
    <Badge color={color} variant="light" tt="none" autoContrast leftSection={<Icon size={14} aria-hidden />}>
      {t(`health.${state}`)}
    </Badge>
  )
}
