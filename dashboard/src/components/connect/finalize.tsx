// The last step of a ShopRenter install: the shop is bound to who is signed in.
import { Button, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { callData } from '../../api/client.ts'
import type { Store } from '../../api/queries.ts'
import { Failed } from '../states.tsx'
import { Agreement, type Decision, FIRST_DECISION } from './agreement.tsx'
import { decisionBody } from './way-form.tsx'

/** An install that waits: the browser brought it behind the `#`, so that no server and no log saw it. */
export type Installation = { readonly id: string; readonly shop: string }

/** The install of this address, or null. */
export function installationOf(hash: string): Installation | null {
  const values = new URLSearchParams(hash.replace(/^#/, ''))
  const id = values.get('installation_id')
  return id ? { id, shop: values.get('shop') ?? '' } : null
}

export function Finalize({
  installation,
  onConnected,
}: {
  readonly installation: Installation
  readonly onConnected: (store: Store) => void
}) {
  const { t, i18n } = useTranslation('connect')
  const [decision, setDecision] = useState<Decision>(FIRST_DECISION)
  const queries = useQueryClient()
  const finishing = useMutation({
    mutationFn: () =>
      callData<Store>('oauth-shoprenter/finalize', {
        body: { installation_id: installation.id, ...decisionBody(decision, i18n.language) },
      }),
    onSuccess: async (store) => {
      await queries.invalidateQueries({ queryKey: ['stores'] })
      onConnected(store)
    },
  })
  return (
    <Stack gap="md">
      <Text>{t('installed', { shop: installation.shop })}</Text>
      <Agreement decision={decision} onChange={setDecision} />
      {finishing.error ? <Failed error={finishing.error} /> : null}
      <Button disabled={!decision.isAgreed} loading={finishing.isPending} onClick={() => finishing.mutate()}>
        {t('action')}
      </Button>
    </Stack>
  )
}
