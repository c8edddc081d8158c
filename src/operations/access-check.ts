// The access check that a merchant asks for: what of a store can be read now.
import { z } from 'zod'
import { checkAccessAtMost } from '../access/health.ts'
import { findStore } from '../access/stores.ts'
import { accessCheckSchema } from '../model/access-check.ts'
import { hintLanguageSchema } from '../model/store.ts'
import { operation } from '../operation.ts'

export const checkStoreAccess = operation({
  name: 'stores.access_check',
  summary:
    'Try now whether products, customers and orders of a store can be read. At most every ten seconds; until then the last result is given again.',
  route: { method: 'POST', function: 'api', path: '/stores/{id}/access-check' },
  caller: 'user',
  resource: null,
  needs: [],
  store: false,
  input: z.strictObject({ id: z.uuid().describe("The store's id"), language: hintLanguageSchema }),
  data: accessCheckSchema,
  run: async ({ services, caller, input, budget, language }) => {
    const store = await findStore(services.database, caller.userId, input.id)
    return { data: await checkAccessAtMost(services, store, budget, input.language ?? language) }
  },
})
