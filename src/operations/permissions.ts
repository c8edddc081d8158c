// A store's three switches: changed by the merchant, obeyed by the next read, every change on record.
import { sql } from 'kysely'
import { z } from 'zod'
import { findStore, showStore, storeNotFound } from '../access/stores.ts'
import { asUser } from '../db/database.ts'
import { dataAccessPermissionsSchema, storeSchema } from '../model/store.ts'
import { operation } from '../operation.ts'

const idInput = z.uuid().describe("The store's id")
const base = { caller: 'user', resource: null, needs: [], store: false } as const

export const setPermissions = operation({
  ...base,
  name: 'permissions.set',
  summary: 'Switch access to customers, orders and products on or off. The next read obeys.',
  route: { method: 'PUT', function: 'api', path: '/stores/{id}/permissions' },
  input: z.strictObject({ id: idInput, data_access_permissions: dataAccessPermissionsSchema }),
  data: storeSchema,
  run: async ({ services, caller, input, language }) => {
    const wanted = JSON.stringify(input.data_access_permissions)
    const changed = await asUser(services.database, caller.userId, (trx) =>
      sql<{
        done: boolean
      }>`select public.update_store_data_access(${input.id}, ${wanted}::jsonb) as done`.execute(trx),
    )
    if (!changed.rows[0]?.done) throw storeNotFound()
    const row = await findStore(services.database, caller.userId, input.id)
    return { data: await showStore(services, row, language) }
  },
})

const auditSchema = z
  .object({
    at: z.iso.datetime(),
    reason: z.enum(['connected', 'changed']),
    changed_by: z.uuid(),
    old_permissions: dataAccessPermissionsSchema.nullable(),
    new_permissions: dataAccessPermissionsSchema,
    consent_version: z.string().nullable().describe('Which words were agreed to by connecting'),
    consent_language: z.enum(['en', 'hu']).nullable(),
  })
  .meta({ id: 'PermissionChange' })

export const listPermissionChanges = operation({
  ...base,
  name: 'permissions.audit',
  summary: "List the changes of a store's permissions, newest first; at most 200.",
  route: { method: 'GET', function: 'api', path: '/stores/{id}/permissions/audit' },
  input: z.strictObject({ id: idInput }),
  data: z.array(auditSchema),
  run: async ({ services, caller, input }) => {
    await findStore(services.database, caller.userId, input.id)
    const rows = await asUser(services.database, caller.userId, (trx) =>
      trx
        .selectFrom('store_permission_audit')
        .select([
          'at',
          'reason',
          'changed_by',
          'old_permissions',
          'new_permissions',
          'consent_version',
          'consent_language',
        ])
        .where('store_id', '=', input.id)
        .orderBy('id', 'desc')
        .limit(200)
        .execute(),
    )
    return { data: rows.map((row) => ({ ...row, at: row.at.toISOString() })) }
  },
})
