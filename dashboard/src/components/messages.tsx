// The messages in the corner; what draws them is loaded with the first.
import { useNotifications } from '@mantine/notifications'
import { lazy, Suspense } from 'react'

const Corner = lazy(async () => ({ default: (await import('./corner.tsx')).Corner }))

export function Messages() {
  const { notifications, queue } = useNotifications()
  if (notifications.length + queue.length === 0) return null
  return (
    <Suspense>
      <Corner position="top-right" />
    </Suspense>
  )
}
