// One way to connect a shop: its steps, what it asks for, the three switches, and the button.
import { Alert, Button, List, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { callData } from '../../api/client.ts'
import { asProblem } from '../../api/problem.ts'
import type { Store } from '../../api/queries.ts'
import { Failed } from '../states.tsx'
import { Agreement, type Decision, FIRST_DECISION } from './agreement.tsx'
import type { Way } from './ways.ts'

/** The steps of a way, with the exact menu paths of the platform. */
export function Steps({ way }: { readonly way: Way }) {
  const { t } = useTranslation('connect')
  return (
    <List type="ordered" size="sm" spacing={6}>
      {Array.from({ length: way.steps }, (_, step) => `ways.${way.id}.steps.${step + 1}`).map((key) => (
        <List.Item key={key}>{t(key)}</List.Item>
      ))}
    </List>
  )
}

/** What is agreed to goes with every way. */
export function decisionBody(decision: Decision, language: string): object {
  return { data_access_permissions: decision.permissions, language }
}

type Values = Record<string, string>

function useConnecting(way: Way, decision: Decision, onConnected: (store: Store) => void) {
  const { i18n } = useTranslation()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (values: Values) => {
      if (!way.call) return
      const body = { ...values, ...decisionBody(decision, i18n.language) }
      if (way.call.kind === 'start') {
        const { authorize_url } = await callData<{ authorize_url: string }>(way.call.path, { body })
        // Only the service says where to, and only the web is gone to.
        if (/^https?:\/\//.test(authorize_url)) location.assign(authorize_url)
        return
      }
      const store = await callData<Store>(way.call.path, { body })
      await queries.invalidateQueries({ queryKey: ['stores'] })
      onConnected(store)
    },
  })
}

export function WayForm({
  way,
  onConnected,
}: {
  readonly way: Way
  readonly onConnected: (store: Store) => void
}) {
  const { t } = useTranslation('connect')
  const [decision, setDecision] = useState<Decision>(FIRST_DECISION)
  const form = useForm<Values>({
    initialValues: Object.fromEntries(way.fields.map(({ name }) => [name, ''])),
  })
  const connecting = useConnecting(way, decision, onConnected)
  const detail = connecting.error ? asProblem(connecting.error).detail : ''
  return (
    <Stack gap="md">
      <Steps way={way} />
      {way.call === null ? null : (
        <form onSubmit={form.onSubmit((values) => connecting.mutate(values))} autoComplete="off">
          <Stack gap="md">
            {way.fields.map(({ name, isSecret, placeholder }) => {
              const Input = isSecret ? PasswordInput : TextInput
              return (
                <Input
                  key={name}
                  label={t(`field.${way.platform}.${name}`)}
                  placeholder={placeholder ?? ''}
                  autoComplete="off"
                  spellCheck={false}
                  required
                  {...form.getInputProps(name)}
                />
              )
            })}
            <Agreement decision={decision} onChange={setDecision} />
            {connecting.error ? <Failed error={connecting.error} /> : null}
            {detail ? (
              <Alert color="gray" title={t('said')}>
                {detail}
              </Alert>
            ) : null}
            <Button type="submit" loading={connecting.isPending} disabled={!decision.isAgreed}>
              {t(way.call.kind === 'start' ? 'goOn' : 'action')}
            </Button>
          </Stack>
        </form>
      )}
    </Stack>
  )
}
