// A postal address as every platform's answer carries it.
import { z } from 'zod'

/** Text that a platform may not have. */
export const textOrNull = z.string().nullable()

/** An instant: ISO 8601 in UTC with `Z`, or null. */
export const instantOrNull = z.iso.datetime().nullable()

export const addressSchema = z
  .object({
    first_name: textOrNull,
    last_name: textOrNull,
    name: textOrNull.describe("Given and family name in the order usual in the address' country"),
    company: textOrNull,
    line1: textOrNull,
    line2: textOrNull,
    city: textOrNull,
    region: textOrNull,
    postal_code: textOrNull,
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .nullable()
      .describe('ISO 3166-1 alpha-2'),
    phone: textOrNull.describe('E.164, or null when it is no valid number'),
    phone_raw: textOrNull.describe('As the shop has it'),
    tax_number: textOrNull,
  })
  .meta({ id: 'Address' })

/** A postal address; every part that the platform does not have is null. */
export type Address = z.infer<typeof addressSchema>

/** True when nothing is in it: such an address is given as null. */
export function isEmptyAddress(address: Address): boolean {
  return Object.values(address).every((value) => value === null)
}
