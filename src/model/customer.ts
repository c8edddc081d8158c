// The unified customer.
import { z } from 'zod'
import { addressSchema, instantOrNull, textOrNull } from './address.ts'
import { moneySchema } from './money.ts'

/** What a platform has beside the unified fields, under its own names. */
export const platformSpecificSchema = z.record(z.string(), z.unknown())

export const customerSchema = z
  .object({
    id: z.string(),
    email: textOrNull,
    phone: textOrNull.describe('E.164, or null when it is no valid number'),
    phone_raw: textOrNull.describe('As the shop has it'),
    first_name: textOrNull,
    last_name: textOrNull,
    name: textOrNull,
    company: textOrNull,
    default_address: addressSchema.nullable(),
    addresses: z.array(addressSchema),
    orders_count: z.number().int().nullable(),
    total_spent: moneySchema.nullable(),
    accepts_marketing: z.boolean().nullable(),
    tags: z.array(z.string()),
    created_at: instantOrNull,
    updated_at: instantOrNull,
    platform_specific: platformSpecificSchema,
  })
  .meta({ id: 'UnifiedCustomer' })

/** A customer as every platform's are given. */
export type UnifiedCustomer = z.infer<typeof customerSchema>
