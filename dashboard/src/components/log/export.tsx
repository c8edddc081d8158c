// The access log as a CSV file, with the filters that are set.
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { callRaw } from '../../api/client.ts'
import { readProblem } from '../../api/problem.ts'
import type { LogFilter } from '../../api/queries.ts'

/** Gives the browser a file. */
function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}

export function ExportButton({ filter }: { readonly filter: LogFilter }) {
  const { t } = useTranslation(['log', 'common'])
  const exporting = useMutation({
    mutationFn: async () => {
      const response = await callRaw('api/access-log', { query: filter }, { accept: 'text/csv' })
      if (!response.ok) throw await readProblem(response)
      save(await response.blob(), `shopcall-access-log-${new Date().toISOString().slice(0, 10)}.csv`)
    },
    onError: () =>
      notifications.show({ color: 'red', title: t('common:failed'), message: t('exportFailed') }),
  })
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
      loading={exporting.isPending}
      onClick={() => exporting.mutate()}
    >
      {t('export')}
    </Button>
  )
}
