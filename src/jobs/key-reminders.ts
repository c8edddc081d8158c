// Reminds owners 30, 7 and 1 days before a key ends.
import { sql } from 'kysely'
import { describeError } from '../log.ts'
import type { Services } from '../services.ts'

const BATCH = 500

type DueReminder = { user_id: string; key_id: string; expires_at: Date; days: 30 | 7 | 1 }

/**
 * Marks what is due and tells the owners; gives how many were told. Each reminder is marked before it is sent
 * and by one run only: one that cannot be sent is said in the log, and the next step comes in time.
 */
export async function runKeyReminders(services: Services): Promise<number> {
  let told = 0
  for (;;) {
    const due = await sql<DueReminder>`select * from shopcall.due_key_reminders(${BATCH})`.execute(
      services.database.service,
    )
    for (const reminder of due.rows) if (await remind(services, reminder)) told++
    if (due.rows.length < BATCH) return told
  }
}

async function remind(services: Services, due: DueReminder): Promise<boolean> {
  const { user_id: userId, key_id: keyId, expires_at: expiresAt, days } = due
  const marked = await sql<{ is_new: boolean }>`
    select shopcall.mark_key_reminded(${userId}, ${keyId}, ${days}) as is_new`.execute(
    services.database.service,
  )
  if (!marked.rows[0]?.is_new) return false
  try {
    await services.notifyOwner({ kind: 'key_expires', userId, keyId, expiresAt, days })
    return true
  } catch (thrown) {
    services.log.error('background work failed', { ...describeError(thrown), key_id: keyId })
    return false
  }
}
