// Revoking and rotating an API key, with what follows spelt out before.
import { Alert, Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { callData } from '../../api/client.ts'
import type { ApiKey } from '../../api/queries.ts'
import { useFormats } from '../format.ts'
import { Failed } from '../states.tsx'
import { useFocusReturn } from './focus-return.ts'
import type { NewKey } from './new-key.tsx'

type DialogProps = { readonly apiKey: ApiKey; readonly onClose: () => void }

/** Ends a key now. */
export function RevokeDialog({ apiKey, onClose }: DialogProps) {
  const { t } = useTranslation(['keys', 'common'])
  const formats = useFormats()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const isRevoked = useRef(false)
  useFocusReturn(apiKey.id, () => !isRevoked.current)
  const revoking = useMutation({
    mutationFn: () =>
      callData<ApiKey>('api-key-management/revoke', {
        body: { key_id: apiKey.id, ...(reason.trim() ? { reason: reason.trim() } : {}) },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['keys'] })
      isRevoked.current = true
      onClose()
    },
  })
  return (
    <Modal opened returnFocus={false} onClose={onClose} title={t('revoke.title', { name: apiKey.name })}>
      <Stack gap="md">
        <Alert color="red" icon={<IconAlertTriangle aria-hidden />}>
          <Text size="sm">{t('revoke.effect')}</Text>
          <Text size="sm" mt={4}>
            {apiKey.last_used_at
              ? t('revoke.used', { when: formats.ago(apiKey.last_used_at) })
              : t('revoke.unused')}
          </Text>
        </Alert>
        <TextInput
          label={t('revoke.reason')}
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {revoking.error ? <Failed error={revoking.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common:cancel')}
          </Button>
          <Button color="red" loading={revoking.isPending} onClick={() => revoking.mutate()}>
            {t('revoke.action')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

const OVERLAPS = ['0', '3600', '86400', '604800', '2592000'] as const

/** Makes a new key with the same settings; the old one goes on for as long as is chosen. */
export function RotateDialog({
  apiKey,
  onClose,
  onMade,
}: DialogProps & { readonly onMade: (made: NewKey) => void }) {
  const { t } = useTranslation(['keys', 'common'])
  const queries = useQueryClient()
  const [overlap, setOverlap] = useState<string>('86400')
  useFocusReturn(apiKey.id, () => true)
  const rotating = useMutation({
    mutationFn: () =>
      callData<NewKey>('api-key-management/rotate', {
        body: { key_id: apiKey.id, overlap_seconds: Number(overlap) },
      }),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ['keys'] })
      onMade(made)
    },
  })
  return (
    <Modal opened returnFocus={false} onClose={onClose} title={t('rotate.title', { name: apiKey.name })}>
      <Stack gap="md">
        <Text size="sm">{t('rotate.effect')}</Text>
        <Select
          label={t('rotate.overlap')}
          data={OVERLAPS.map((value) => ({ value, label: t(`rotate.for.${value}`) }))}
          allowDeselect={false}
          value={overlap}
          onChange={(value) => setOverlap(value ?? '0')}
        />
        {rotating.error ? <Failed error={rotating.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button loading={rotating.isPending} onClick={() => rotating.mutate()} data-autofocus>
            {t('rotate.action')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
