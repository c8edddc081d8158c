// The account: what it is, and its end with everything that belongs to it.
import { z } from 'zod'
import { deleteAccount, findAccount } from '../access/account.ts'
import { unauthorized } from '../caller.ts'
import { AppError } from '../errors.ts'
import { operation } from '../operation.ts'

const base = { caller: 'user', resource: null, needs: [], store: false } as const

export const getMe = operation({
  ...base,
  name: 'account.get',
  summary: 'Show my account.',
  route: { method: 'GET', function: 'api', path: '/me' },
  input: z.strictObject({}),
  data: z
    .object({ id: z.uuid(), email: z.string(), name: z.string(), created_at: z.iso.datetime() })
    .meta({ id: 'Account' }),
  run: async ({ services, caller }) => {
    const account = await findAccount(services.database, caller.userId)
    if (!account) throw unauthorized()
    const { id, email, name, created_at } = account
    return { data: { id, email, name, created_at: created_at.toISOString() } }
  },
})

const KEPT = 'Everything here is deleted. The account itself is kept where you sign in; delete it there.'

export const deleteMe = operation({
  ...base,
  name: 'account.delete',
  summary:
    'Delete my account with its stores, credentials, keys, catalogue, events, access log and permission audit, at once and for good.',
  route: { method: 'DELETE', function: 'api', path: '/me', hasBody: true },
  input: z.strictObject({ confirm: z.string().max(320).describe('The e-mail address of the account') }),
  data: z.object({
    id: z.uuid(),
    deleted: z.literal(true),
    account_kept: z.boolean().describe('True where the account is another service’s'),
    note: z.string().nullable(),
  }),
  run: async ({ services, caller, input }) => {
    const { database, config, caches } = services
    const account = await findAccount(database, caller.userId)
    if (!account) throw unauthorized()
    if (input.confirm.trim().toLowerCase() !== account.email.toLowerCase())
      throw new AppError('invalid_request', 'A parameter is missing or not valid.', {
        fields: [{ field: 'confirm', message: 'must be the e-mail address of the account' }],
      })
    const isOurs = config.authJwksUrl === null
    for (const storeId of await deleteAccount(database, caller.userId, isOurs)) caches.forget(storeId)
    return {
      data: { id: account.id, deleted: true, account_kept: !isOurs, note: isOurs ? null : KEPT },
    }
  },
})
