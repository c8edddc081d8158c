// What draws the messages in the corner.
export { Notifications as Corner } from '@mantine/notifications'
