// The account: who it is, how the dashboard looks, and its end.
import { Button, Card, Group, Modal, Stack, Text, TextInput, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call } from '../api/client.ts'
import { signOut } from '../api/session.ts'
import { useAccount } from '../components/account.tsx'
import { LanguageSwitch, ThemeSwitch } from '../components/layout.tsx'
import { Failed, Page } from '../components/states.tsx'

function DeleteAccount({ email }: { readonly email: string }) {
  const { t } = useTranslation(['account', 'common'])
  const [opened, { open, close }] = useDisclosure()
  const [typed, setTyped] = useState('')
  const queries = useQueryClient()
  const navigate = useNavigate()
  const deleting = useMutation({
    mutationFn: () => call('api/me', { method: 'DELETE', body: { confirm: typed } }),
    onSuccess: async () => {
      await signOut()
      queries.clear()
      await navigate('/sign-up', { replace: true })
    },
  })
  return (
    <>
      <Button color="red" variant="outline" onClick={open}>
        {t('page.deleteOpen')}
      </Button>
      <Modal opened={opened} onClose={close} title={t('page.deleteTitle')}>
        <Stack gap="md">
          <Text size="sm">{t('page.deleteWhat')}</Text>
          <TextInput
            label={t('page.deleteConfirm')}
            placeholder={email}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            data-autofocus
          />
          {deleting.error ? <Failed error={deleting.error} /> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('common:cancel')}
            </Button>
            <Button
              color="red"
              disabled={typed.trim().toLowerCase() !== email.toLowerCase()}
              loading={deleting.isPending}
              onClick={() => deleting.mutate()}
            >
              {t('page.deleteAction')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}

export function AccountPage() {
  const { t } = useTranslation('account')
  const account = useAccount()
  return (
    <Page title={t('page.title')}>
      <Card withBorder>
        <Text fw={600}>{account.name}</Text>
        <Text c="dimmed">{account.email}</Text>
      </Card>
      <Card withBorder>
        <Stack gap="sm" align="flex-start">
          <Title order={2} size="h4">
            {t('page.appearance')}
          </Title>
          <Group gap="sm">
            <LanguageSwitch />
            <ThemeSwitch />
          </Group>
        </Stack>
      </Card>
      <Card withBorder>
        <Stack gap="sm" align="flex-start">
          <Title order={2} size="h4">
            {t('page.deleteTitle')}
          </Title>
          <Text size="sm">{t('page.deleteWhat')}</Text>
          <DeleteAccount email={account.email} />
        </Stack>
      </Card>
    </Page>
  )
}
