// The sandbox shops, connected by one click, where this installation has them.
import { Button, Card, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { callData } from '../../api/client.ts'
import type { Store } from '../../api/queries.ts'
import { PLATFORM_NAME, type PlatformId } from '../platform.tsx'
import { Failed } from '../states.tsx'

export function SandboxShops({ onConnected }: { readonly onConnected: (store: Store) => void }) {
  const { t, i18n } = useTranslation('connect')
  const queries = useQueryClient()
  const { data } = useQuery({
    queryKey: ['sandbox'],
    queryFn: ({ signal }) => callData<{ platform: PlatformId }[]>('api/sandbox', { signal }),
  })
  const connecting = useMutation({
    mutationFn: (platform: PlatformId) =>
      callData<Store>('api/sandbox/connect', { body: { platform, language: i18n.language } }),
    onSuccess: async (store) => {
      await queries.invalidateQueries({ queryKey: ['stores'] })
      onConnected(store)
    },
  })
  if (!data || data.length === 0) return null
  return (
    <Card withBorder>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t('sandbox.title')}
        </Title>
        <Text size="sm">{t('sandbox.text')}</Text>
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          {data.map(({ platform }) => (
            <Button
              key={platform}
              variant="default"
              h="auto"
              mih={36}
              py={6}
              styles={{ label: { whiteSpace: 'normal', lineHeight: 1.3 } }}
              loading={connecting.isPending && connecting.variables === platform}
              onClick={() => connecting.mutate(platform)}
            >
              {t('sandbox.action', { platform: PLATFORM_NAME[platform] })}
            </Button>
          ))}
        </SimpleGrid>
        {connecting.error ? <Failed error={connecting.error} /> : null}
      </Stack>
    </Card>
  )
}
