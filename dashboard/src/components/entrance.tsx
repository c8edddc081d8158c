// The frame of sign-in and sign-up, and what both do at their end.
import { Card, Center, Group, Stack, Text, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { ACCOUNT } from './account.tsx'
import { LanguageSwitch, ThemeSwitch } from './layout.tsx'
import { usePageTitle } from './states.tsx'

/** Where to go after signing in: an address of this dashboard, and no other's. */
export function nextAddress(wanted: string | null): string {
  return wanted !== null && /^\/(?![/\\])/.test(wanted) ? wanted : '/'
}

/** Goes on after signing in or up. */
export function useEnter(): () => Promise<void> {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [search] = useSearchParams()
  return async () => {
    // Nothing of who was here before.
    queries.clear()
    await queries.invalidateQueries({ queryKey: ACCOUNT })
    await navigate(nextAddress(search.get('next')), { replace: true })
  }
}

export function Entrance({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  usePageTitle(title)
  return (
    <Center component="main" mih="100vh" p="md">
      <Stack w="100%" maw={420} gap="lg">
        <Group justify="space-between">
          <Group gap={8}>
            <img src="/icon.svg" width={28} height={28} alt="" />
            <Text fw={700} size="xl">
              ShopCall
            </Text>
          </Group>
          <Group gap="xs">
            <LanguageSwitch />
            <ThemeSwitch />
          </Group>
        </Group>
        <Card withBorder padding="xl">
          <Stack gap="md">
            <Title order={1} size="h3">
              {title}
            </Title>
            {children}
          </Stack>
        </Card>
      </Stack>
    </Center>
  )
}
