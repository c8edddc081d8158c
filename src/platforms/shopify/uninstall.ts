// Uninstalls the operator's app from a shop: its tokens end, and with them everything that it was sent.
import { z } from 'zod'
import type { Admin, Document } from './client.ts'

const dataSchema = z.object({
  appUninstall: z.object({ app: z.object({ id: z.string() }).nullable(), userErrors: z.array(z.unknown()) }),
})

/** Needs no scope. Subscriptions of the app's configuration end with the installation too. */
export const UNINSTALL: Document<z.infer<typeof dataSchema>> = {
  text: `mutation Uninstall {
  appUninstall { app { id } userErrors { field message } }
}`,
  data: dataSchema,
}

/** True when the shop says that the app is gone. */
export async function uninstallApp(admin: Admin): Promise<boolean> {
  const { appUninstall } = (await admin.ask(UNINSTALL, {})).data
  return appUninstall.app !== null && appUninstall.userErrors.length === 0
}
