// Writes to the owner of a key: what happened is read again when the mail is sent, the queue holds ids only.
import { findAccount } from '../access/account.ts'
import type { NotifyOwner, OwnerNotice } from '../access/security-events.ts'
import { asUser } from '../db/database.ts'
import type { Enqueue, JobData } from '../queue.ts'
import type { Services } from '../services.ts'
import { type MailKey, type MailSubject, mailText } from './mail-texts.ts'

export const OWNER_MAIL = 'owner-mail'

/** Queues a mail for each notice. */
export const notifyByMail =
  (enqueue: Enqueue): NotifyOwner =>
  async (notice) => {
    await enqueue(OWNER_MAIL, idsOf(notice))
  }

function idsOf(notice: OwnerNotice): JobData {
  const { userId: user_id, keyId: key_id } = notice
  if (notice.kind !== 'key_expires') return { user_id, key_id, event_id: notice.eventId }
  return { user_id, key_id, reminder_days: notice.days }
}

/**
 * Sends one mail. Nothing is sent when the user, the key or its end has gone meanwhile. What the server refuses for
 * good is not tried again; a server that took the mail and lost the line may get it twice, with one Message-ID.
 */
export async function sendOwnerMail(services: Services, data: JobData): Promise<void> {
  const { mail, database, config, report } = services
  const { user_id: userId, key_id: keyId } = data
  if (!mail || userId === undefined || keyId === undefined) return
  const account = await findAccount(database, userId)
  const found = account && (await findSubject(services, userId, keyId, data))
  if (!account || !found) return
  const { subject, text } = mailText(found.about, found.key, account.language, config.publicUrl)
  const id =
    data.event_id === undefined ? `${keyId}.${data.reminder_days}` : `event.${data.event_id}.${userId}`
  const outcome = await mail.send({ to: account.email, subject, text, id })
  if (outcome === 'refused') report(new Error('the mail was refused for good'), { job: OWNER_MAIL })
}

async function findSubject(
  { database, now }: Services,
  userId: string,
  keyId: string,
  { event_id: eventId, reminder_days: days }: JobData,
): Promise<{ about: MailSubject; key: MailKey } | null> {
  return asUser(database, userId, async (trx) => {
    const key = await trx
      .selectFrom('user_api_keys')
      .select(['name', 'prefix', 'expires_at', 'revoked_at'])
      .where('id', '=', keyId)
      .executeTakeFirst()
    if (!key) return null
    if (eventId === undefined) {
      if (days === undefined || key.revoked_at || key.expires_at.getTime() <= now()) return null
      return { about: { kind: 'key_expires', days, expiresAt: key.expires_at }, key }
    }
    const event = await trx
      .selectFrom('security_events')
      .select(['kind', 'rule'])
      .where('id', '=', eventId)
      .where('key_id', '=', keyId)
      .executeTakeFirst()
    if (!event || event.kind === 'address_blocked') return null
    return { about: { kind: event.kind, rule: event.rule }, key }
  })
}
