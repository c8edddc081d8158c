// What a merchant answers to a person who asks: nothing is held, and these accesses named them.
import { z } from 'zod'
import { readEntries } from '../access/log-entries.ts'
import { PERSON_KINDS, toPerson } from '../access/log-persons.ts'
import { findRedaction } from '../access/redactions.ts'
import { findStore } from '../access/stores.ts'
import { AppError } from '../errors.ts'
import { operation } from '../operation.ts'
import { accessEntrySchema } from './access-log.ts'
import { readPhone } from './filters.ts'

/** One person's accesses are few; more than this is said, and not listed. */
const MAX_ACCESSES = 1_000

const subjectSchema = z
  .object({
    held: z.literal(false).describe('No customer and no order is kept: not this one, and nobody’s'),
    identified_by: z.enum(PERSON_KINDS),
    accesses: z.array(accessEntrySchema).describe('Newest first, at most 1,000'),
    has_more: z.boolean(),
  })
  .meta({ id: 'PrivacySubject' })

/** What the log can not know. */
const NAMED_ONLY = {
  code: 'named_accesses_only',
  detail:
    'An access is known when the request named this person by this very identifier. Lists and single orders are recorded without whom they showed.',
} as const

/** A shop that passes on a request to be forgotten ends what can be known of before. */
const FORGOTTEN_BEFORE = {
  code: 'person_redacted',
  detail: 'The shop told us to forget this person. Accesses before that moment are found by nobody any more.',
} as const

export const findSubject = operation({
  name: 'privacy.subject',
  summary: 'Say what is held of a person (nothing) and which accesses named them.',
  route: { method: 'POST', function: 'api', path: '/privacy/subject' },
  caller: 'user',
  resource: null,
  needs: [],
  store: false,
  input: z.strictObject({
    store_id: z.uuid(),
    email: z.string().trim().min(3).max(254).optional(),
    phone: z.string().min(3).max(40).optional().describe("Any spelling; read in the store's country"),
    customer_id: z.string().trim().min(1).max(128).optional().describe("The platform's own"),
  }),
  data: subjectSchema,
  run: async ({ services, caller, input }) => {
    const given = PERSON_KINDS.filter((kind) => input[kind] !== undefined)
    const [kind] = given
    if (kind === undefined || given.length > 1) {
      throw new AppError('invalid_request', 'A parameter is missing or not valid.', {
        fields: [{ field: 'email', message: 'give exactly one of email, phone and customer_id' }],
      })
    }
    const { database, secrets, accessLog } = services
    const store = await findStore(database, caller.userId, input.store_id)
    readPhone(input.phone, store.country)
    const person = toPerson(kind, input[kind] ?? '', store.country)
    const [hash] = await accessLog.persons.hash(secrets.credentials, store, person ? [person] : [])
    const redactedAt = person ? await findRedaction(services, store, person) : null
    const found =
      hash === undefined
        ? []
        : await readEntries(
            database,
            caller.userId,
            { store_id: store.id, person: hash, ...(redactedAt ? { from: redactedAt.toISOString() } : {}) },
            { before: null, limit: MAX_ACCESSES + 1 },
          )
    return {
      data: {
        held: false,
        identified_by: kind,
        accesses: found.slice(0, MAX_ACCESSES),
        has_more: found.length > MAX_ACCESSES,
      },
      coverage: redactedAt
        ? [NAMED_ONLY, { ...FORGOTTEN_BEFORE, since: redactedAt.toISOString() }]
        : [NAMED_ONLY],
    }
  },
})
