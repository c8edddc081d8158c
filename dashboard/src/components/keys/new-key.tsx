// The dialog in which an API key is made, and the one moment in which it is shown.
import { Modal } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiKey } from '../../api/queries.ts'
import { Waiting } from '../states.tsx'

/** What making or rotating a key answers. */
export type NewKey = { readonly api_key: string; readonly key: ApiKey }

// Not before it is opened: the page's list does not wait for it.
const KeyForm = lazy(async () => ({ default: (await import('./key-form.tsx')).KeyForm }))
const ShowKey = lazy(async () => ({ default: (await import('./key-form.tsx')).ShowKey }))

/** The form, and after it the key. Closing it forgets the key. */
export function NewKeyDialog({
  opened,
  made,
  onMade,
  onClose,
}: {
  readonly opened: boolean
  readonly made: NewKey | null
  readonly onMade: (made: NewKey) => void
  readonly onClose: () => void
}) {
  const { t } = useTranslation('keys')
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={made ? t('once.heading', { name: made.key.name }) : t('create')}
      // A key that was not copied must not be lost by a click beside the dialog.
      closeOnClickOutside={made === null}
      closeOnEscape={made === null}
    >
      <Suspense fallback={<Waiting />}>
        {made ? <ShowKey made={made} onClose={onClose} /> : <KeyForm onMade={onMade} onClose={onClose} />}
      </Suspense>
    </Modal>
  )
}
