// Where a page cannot be shown: a script that did not come, or a fault of ours.
import { Alert, Button, Stack, Text } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

function Broken() {
  const { t } = useTranslation()
  return (
    <Alert color="red" icon={<IconAlertCircle aria-hidden />} title={t('failed')} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{t('broken')}</Text>
        <Button size="xs" variant="outline" color="red" onClick={() => location.reload()}>
          {t('reload')}
        </Button>
      </Stack>
    </Alert>
  )
}

type Props = { readonly children: ReactNode }

/** Shows what went wrong instead of an empty page; give it the page as `key`, so that another page is tried anew. */
export class Boundary extends Component<Props, { readonly isBroken: boolean }> {
  override state = { isBroken: false }

  static getDerivedStateFromError() {
    return { isBroken: true }
  }

  override render() {
    return this.state.isBroken ? <Broken /> : this.props.children
  }
}
