// What an address shows that no page has.
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Empty } from '../components/states.tsx'

export function NotFound() {
  const { t } = useTranslation()
  return (
    <Empty
      title={t('notFound.title')}
      action={
        <Button component={Link} to="/">
          {t('notFound.action')}
        </Button>
      }
    />
  )
}
