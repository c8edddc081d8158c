// Disconnecting a shop: says what ends, and asks for the shop's name.
import { Alert, Button, Group, List, Modal, Stack, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconAlertTriangle, IconPlugX } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call } from '../../api/client.ts'
import type { Store } from '../../api/queries.ts'
import { Failed } from '../states.tsx'

export function Disconnect({ store }: { readonly store: Store }) {
  const { t } = useTranslation(['shop', 'common'])
  const [opened, { open, close }] = useDisclosure()
  const [typed, setTyped] = useState('')
  const queries = useQueryClient()
  const navigate = useNavigate()
  const ending = useMutation({
    mutationFn: () => call(`api/stores/${encodeURIComponent(store.id)}`, { method: 'DELETE' }),
    onSuccess: async () => {
      notifications.show({ color: 'green', title: t('disconnect.done'), message: store.name })
      await navigate('/shops', { replace: true })
      queries.removeQueries({ queryKey: ['stores', store.id] })
      await queries.invalidateQueries({ queryKey: ['stores'] })
    },
  })
  return (
    <>
      <Button
        color="red"
        variant="outline"
        leftSection={<IconPlugX size={16} aria-hidden />}
        onClick={open}
        style={{ alignSelf: 'flex-start' }}
      >
        {t('disconnect.open')}
      </Button>
      <Modal opened={opened} onClose={close} title={t('disconnect.title', { shop: store.name })}>
        <Stack gap="md">
          <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={t('disconnect.ends')}>
            <List size="sm">
              <List.Item>{t('disconnect.access')}</List.Item>
              <List.Item>{t('disconnect.credentials')}</List.Item>
              <List.Item>{t('disconnect.catalogue')}</List.Item>
              <List.Item>{t('disconnect.logs')}</List.Item>
            </List>
          </Alert>
          <TextInput
            label={t('disconnect.confirm', { shop: store.name })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            data-autofocus
          />
          {ending.error ? <Failed error={ending.error} /> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('common:cancel')}
            </Button>
            <Button
              color="red"
              disabled={typed.trim() !== store.name}
              loading={ending.isPending}
              onClick={() => ending.mutate()}
            >
              {t('disconnect.action')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
