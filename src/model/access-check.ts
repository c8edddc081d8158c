// What the access check of a store answers.
import { z } from 'zod'
import { PROBLEM_CODES, type ProblemCode } from './health.ts'

/** A problem's code, or null for none. */
export const problemSchema = z
  .enum(PROBLEM_CODES as [ProblemCode, ...ProblemCode[]])
  .nullable()
  .describe('What is wrong; see docs/connecting.md')

const kindSchema = z
  .object({
    allowed: z.boolean().describe('Whether it is switched on; of what is off the shop is asked nothing'),
    reachable: z.boolean().nullable().describe('Whether it could be read; null where nothing was asked'),
    problem: problemSchema,
    hint: z.string().nullable().describe('How to mend the problem, in the asked language'),
    latency_ms: z.number().int().nullable(),
    checked_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'AccessCheckOfKind' })

export const accessCheckSchema = z
  .object({ products: kindSchema, customers: kindSchema, orders: kindSchema })
  .meta({ id: 'AccessCheck' })

/** By kind of data. */
export type AccessCheck = z.infer<typeof accessCheckSchema>
