// What a merchant types into WooCommerce so that changed products are known at once.
import { Button, Card, Code, Group, List, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { callData } from '../../api/client.ts'
import { CopyBlock } from '../snippets.tsx'
import { Failed } from '../states.tsx'

type Setup = {
  readonly by_hand: boolean
  readonly url: string | null
  readonly secret: string | null
  readonly topics: readonly string[]
}

function Secret({ secret }: { readonly secret: string }) {
  const { t } = useTranslation('shop')
  const [isShown, setShown] = useState(false)
  if (isShown) return <CopyBlock text={secret} label={t('webhook.copySecret')} />
  return (
    <Button variant="default" onClick={() => setShown(true)} style={{ alignSelf: 'flex-start' }}>
      {t('webhook.showSecret')}
    </Button>
  )
}

/** Nothing where nothing is to be set up by hand. */
export function Webhook({ storeId }: { readonly storeId: string }) {
  const { t } = useTranslation('shop')
  const { data, error, refetch } = useQuery({
    queryKey: ['webhook', storeId],
    queryFn: ({ signal }) => callData<Setup>(`api/stores/${encodeURIComponent(storeId)}/webhook`, { signal }),
    // The secret is in it: forgotten as soon as nobody looks at it.
    gcTime: 0,
  })
  if (error) return <Failed error={error} onRetry={() => void refetch()} />
  if (!data?.by_hand || !data.url || !data.secret) return null
  return (
    <Card withBorder>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t('webhook.title')}
        </Title>
        <Text size="sm">{t('webhook.text')}</Text>
        <List type="ordered" size="sm" spacing={6}>
          <List.Item>{t('webhook.steps.1')}</List.Item>
          <List.Item>{t('webhook.steps.2')}</List.Item>
          <List.Item>{t('webhook.steps.3')}</List.Item>
        </List>
        <Group gap="xs">
          {data.topics.map((topic) => (
            <Code key={topic}>{topic}</Code>
          ))}
        </Group>
        <Text size="sm" fw={600}>
          {t('webhook.url')}
        </Text>
        <CopyBlock text={data.url} label={t('webhook.copyUrl')} />
        <Text size="sm" fw={600}>
          {t('webhook.secret')}
        </Text>
        <Secret secret={data.secret} />
      </Stack>
    </Card>
  )
}
