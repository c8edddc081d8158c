// The words that a merchant agrees to when a shop is connected.
import { z } from 'zod'
import { CONSENT, consentLanguageSchema } from '../model/consent.ts'
import { operation } from '../operation.ts'

export const readConnectTerms = operation({
  name: 'connect.terms',
  summary: 'Read the words that are agreed to by connecting a shop, and their version.',
  route: { method: 'GET', function: 'api', path: '/connect-terms' },
  caller: 'user',
  resource: null,
  needs: [],
  store: false,
  input: z.strictObject({ language: consentLanguageSchema }),
  data: z
    .object({
      version: z.string(),
      language: z.enum(['en', 'hu']),
      words: z.object({
        intro: z.string(),
        products: z.string(),
        customers: z.string(),
        orders: z.string(),
        agreement: z.string(),
      }),
    })
    .meta({ id: 'ConnectTerms' }),
  run: async ({ input: { language } }) => ({
    data: { version: CONSENT.version, language, words: CONSENT.words[language] },
  }),
})
