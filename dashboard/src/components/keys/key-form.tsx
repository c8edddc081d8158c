// The form that makes an API key, and the key itself afterwards.
import {
  Alert,
  Button,
  Checkbox,
  Group,
  MultiSelect,
  Select,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { callData } from '../../api/client.ts'
import { asProblem } from '../../api/problem.ts'
import { DATA_KINDS, type DataKind, useStores } from '../../api/queries.ts'
import { CopyBlock, Snippets } from '../snippets.tsx'
import { Failed } from '../states.tsx'
import type { NewKey } from './new-key.tsx'

const EXPIRIES = ['30', '90', '365', '730', '3650'] as const

type Values = {
  name: string
  expires_in_days: string
  kinds: DataKind[]
  store_ids: string[]
  allowed_ips: string[]
}

function bodyOf(values: Values): object {
  return {
    name: values.name.trim(),
    expires_in_days: Number(values.expires_in_days),
    permissions: Object.fromEntries(DATA_KINDS.map((kind) => [kind, values.kinds.includes(kind)])),
    store_ids: values.store_ids,
    allowed_ips: values.allowed_ips,
  }
}

/** The key itself: shown once, with code that works as it stands. */
export function ShowKey({ made, onClose }: { readonly made: NewKey; readonly onClose: () => void }) {
  const { t } = useTranslation(['keys', 'common'])
  return (
    <Stack gap="md">
      <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title={t('once.title')}>
        {t('once.text')}
      </Alert>
      <CopyBlock text={made.api_key} label={t('common:copy')} />
      <Text fw={600}>{t('once.try')}</Text>
      <Snippets
        method="GET"
        url={`${location.origin}/functions/v1/webshop-data-api/stores`}
        apiKey={made.api_key}
      />
      <Group justify="flex-end">
        <Button onClick={onClose}>{t('once.done')}</Button>
      </Group>
    </Stack>
  )
}

export function KeyForm({
  onMade,
  onClose,
}: {
  readonly onMade: (made: NewKey) => void
  readonly onClose: () => void
}) {
  const { t } = useTranslation(['keys', 'common'])
  const stores = useStores()
  const queries = useQueryClient()
  const name = useRef<HTMLInputElement>(null)
  // The form may come after the dialog, which has given the focus away by then.
  useEffect(() => name.current?.focus(), [])
  const form = useForm<Values>({
    initialValues: {
      name: '',
      expires_in_days: '365',
      kinds: [...DATA_KINDS],
      store_ids: [],
      allowed_ips: [],
    },
    validate: {
      name: (name) => (name.trim() === '' ? t('form.nameMissing') : null),
      kinds: (kinds) => (kinds.length === 0 ? t('form.kindsMissing') : null),
    },
  })
  const making = useMutation({
    mutationFn: (values: Values) => callData<NewKey>('api-key-management/create', { body: bodyOf(values) }),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ['keys'] })
      onMade(made)
    },
    onError: (error) => {
      for (const { field } of asProblem(error).fields)
        if (field.startsWith('allowed_ips')) form.setFieldError('allowed_ips', t('form.addressesWrong'))
    },
  })
  return (
    <form onSubmit={form.onSubmit((values) => making.mutate(values))}>
      <Stack gap="md">
        <TextInput
          label={t('form.name')}
          description={t('form.nameHint')}
          maxLength={100}
          required
          ref={name}
          {...form.getInputProps('name')}
        />
        <Select
          label={t('form.expires')}
          data={EXPIRIES.map((days) => ({ value: days, label: t('form.days', { count: Number(days) }) }))}
          allowDeselect={false}
          {...form.getInputProps('expires_in_days')}
        />
        <Checkbox.Group label={t('form.kinds')} {...form.getInputProps('kinds')}>
          <Group mt="xs">
            {DATA_KINDS.map((kind) => (
              <Checkbox key={kind} value={kind} label={t(`common:data.${kind}`)} />
            ))}
          </Group>
        </Checkbox.Group>
        <MultiSelect
          label={t('form.stores')}
          description={t('form.storesHint')}
          data={(stores.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          placeholder={form.values.store_ids.length === 0 ? t('allStores') : ''}
          clearable
          {...form.getInputProps('store_ids')}
        />
        <TagsInput
          label={t('form.addresses')}
          description={t('form.addressesHint')}
          placeholder={form.values.allowed_ips.length === 0 ? t('everywhere') : ''}
          clearable
          {...form.getInputProps('allowed_ips')}
        />
        {making.error ? <Failed error={making.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={making.isPending}>
            {t('create')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
