// What an address shows that no page has.
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Page } from '../components/states.tsx'

export function NotFound() {
  const { t } = useTranslation()
  return (
    <Page title={t('notFound.title')} description={t('notFound.text')}>
      <Button component={Link} to="/" style={{ alignSelf: 'flex-start' }}>
        {t('notFound.action')}
      </Button>
    </Page>
  )
}
