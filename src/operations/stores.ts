// A merchant's stores: listed, read, renamed and deleted.
import { z } from 'zod'
import { eraseStore, WITHDRAW_HINTS, withdrawAccess } from '../access/disconnect.ts'
import { findStore, findStores, showStore, showStores, storeNotFound } from '../access/stores.ts'
import { asUser } from '../db/database.ts'
import { hintLanguageSchema, storeSchema } from '../model/store.ts'
import { operation } from '../operation.ts'
import { defined } from './filters.ts'

const idInput = z.uuid().describe("The store's id")
const base = { caller: 'user', resource: null, needs: [], store: false } as const

export const listStores = operation({
  ...base,
  name: 'stores.list',
  summary: 'List my stores.',
  route: { method: 'GET', function: 'api', path: '/stores' },
  input: z.strictObject({ language: hintLanguageSchema }),
  data: z.array(storeSchema),
  run: async ({ services, caller, input, language }) => {
    const rows = await findStores(services.database, caller.userId)
    return { data: await showStores(services, rows, input.language ?? language) }
  },
})

export const getStore = operation({
  ...base,
  name: 'stores.get',
  summary: 'Read one of my stores.',
  route: { method: 'GET', function: 'api', path: '/stores/{id}' },
  input: z.strictObject({ id: idInput, language: hintLanguageSchema }),
  data: storeSchema,
  run: async ({ services, caller, input, language }) => {
    const row = await findStore(services.database, caller.userId, input.id)
    return { data: await showStore(services, row, input.language ?? language) }
  },
})

export const updateStore = operation({
  ...base,
  name: 'stores.update',
  summary: 'Change the name or the country of a store.',
  route: { method: 'PATCH', function: 'api', path: '/stores/{id}' },
  input: z.strictObject({
    id: idInput,
    name: z.string().trim().min(1).max(100).optional(),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'must be two capital letters, as in HU')
      .optional(),
  }),
  data: storeSchema,
  run: async ({ services, caller, input, language }) => {
    const row = await asUser(services.database, caller.userId, (trx) =>
      trx
        .updateTable('stores')
        .set({
          ...defined({ name: input.name, country: input.country }),
          updated_at: new Date(services.now()),
        })
        .where('id', '=', input.id)
        .returningAll()
        .executeTakeFirst(),
    )
    if (!row) throw storeNotFound()
    return { data: await showStore(services, row, language) }
  },
})

export const deleteStore = operation({
  ...base,
  name: 'stores.delete',
  summary:
    'Disconnect a store: its credentials and everything kept of it are gone at once. Logs stay by their retention.',
  route: { method: 'DELETE', function: 'api', path: '/stores/{id}' },
  input: z.strictObject({ id: idInput }),
  data: z.object({
    id: z.uuid(),
    deleted: z.literal(true),
    withdrawn: z
      .boolean()
      .describe('The platform confirmed that the access it gave is worth nothing any more'),
    hint: z.string().nullable().describe('What is left to do in the shop, where it was not withdrawn'),
  }),
  run: async ({ services, caller, input }) => {
    const row = await eraseStore(services, { id: input.id, user_id: caller.userId })
    if (!row) throw storeNotFound()
    const withdrawn = await withdrawAccess(services, row)
    const hint = withdrawn ? null : WITHDRAW_HINTS[row.platform]
    return { data: { id: row.id, deleted: true, withdrawn, hint } }
  },
})
