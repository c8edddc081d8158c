// Connecting a shop: which platform, which way, what may be read.
import { Accordion, Anchor, Card, SimpleGrid, Stack, Text, UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useNavigate, useParams } from 'react-router'
import type { Store } from '../api/queries.ts'
import { Finalize, installationOf } from '../components/connect/finalize.tsx'
import { Connected } from '../components/connect/result.tsx'
import { SandboxShops } from '../components/connect/sandbox.tsx'
import { WayForm } from '../components/connect/way-form.tsx'
import { WAYS } from '../components/connect/ways.ts'
import { PLATFORM_NAME, type PlatformId } from '../components/platform.tsx'
import { Page } from '../components/states.tsx'

const PLATFORMS = Object.keys(PLATFORM_NAME) as PlatformId[]

function ChoosePlatform({ onConnected }: { readonly onConnected: (store: Store) => void }) {
  const { t } = useTranslation('connect')
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        {PLATFORMS.map((platform) => (
          <UnstyledButton key={platform} component={Link} to={`/connect/${platform}`}>
            <Card withBorder h="100%">
              <Text fw={600}>{PLATFORM_NAME[platform]}</Text>
              <Text size="sm" c="dimmed">
                {t(`platform.${platform}`)}
              </Text>
            </Card>
          </UnstyledButton>
        ))}
      </SimpleGrid>
      <SandboxShops onConnected={onConnected} />
    </Stack>
  )
}

function ChooseWay({
  platform,
  onConnected,
}: {
  readonly platform: PlatformId
  readonly onConnected: (store: Store) => void
}) {
  const { t } = useTranslation('connect')
  const ways = WAYS.filter((way) => way.platform === platform)
  return (
    <Stack gap="md">
      <Accordion variant="separated" defaultValue={ways[0]?.id ?? null}>
        {ways.map((way) => (
          <Accordion.Item key={way.id} value={way.id}>
            <Accordion.Control>
              <Text fw={600}>{t(`ways.${way.id}.title`)}</Text>
              <Text size="sm" c="dimmed">
                {t(`ways.${way.id}.for`)}
              </Text>
            </Accordion.Control>
            <Accordion.Panel>
              <WayForm way={way} onConnected={onConnected} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
      <Anchor component={Link} to="/connect" size="sm">
        {t('otherPlatform')}
      </Anchor>
    </Stack>
  )
}

export function Connect() {
  const { t } = useTranslation('connect')
  const { platform } = useParams()
  const { hash } = useLocation()
  const navigate = useNavigate()
  const [store, setStore] = useState<Store | null>(null)
  const known = PLATFORMS.find((id) => id === platform)
  const installation = known === 'shoprenter' ? installationOf(hash) : null
  const onConnected = (connected: Store) => {
    setStore(connected)
    // What came behind the # is spent.
    if (hash) void navigate(location.pathname, { replace: true })
  }
  return (
    <Page title={t('title')} {...(store ? {} : { description: t('description') })}>
      {store ? (
        <Connected store={store} />
      ) : installation ? (
        <Finalize installation={installation} onConnected={onConnected} />
      ) : known ? (
        <ChooseWay platform={known} onConnected={onConnected} />
      ) : (
        <ChoosePlatform onConnected={onConnected} />
      )}
    </Page>
  )
}
