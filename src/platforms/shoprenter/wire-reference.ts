// Reference data of a shop as the API writes it: settings, languages, statuses, groups, places, categories.
import { z } from 'zod'
import { decimal, flag, innerId, link, listOf, rawText, text } from './wire.ts'

const id = z.string().min(1)

/** A setting; its value is nobody's but the shop's, and only named ones are ever kept. */
export const settingWire = z.object({ key: rawText, value: text })

/** A language; links carry its id. */
export const languageWire = z.object({ id, code: rawText })

/** What a status is called in one language; names are nowhere else. */
export const statusDescriptionWire = z.object({ name: text, orderStatus: link, language: link })

/** A group of customers. */
export const customerGroupWire = z.object({ id, name: text })

/** A country; it has no number. */
export const countryWire = z.object({ id, isoCode2: rawText })

/** A category with its names. */
export const categoryWire = z.object({
  id,
  innerId,
  categoryDescriptions: listOf(z.object({ name: text, language: link })),
})

/** A maker. */
export const manufacturerWire = z.object({ id, name: text })

/** A tax class with its rates in per cent, one for each geographical zone. */
export const taxClassWire = z.object({ id, taxRates: listOf(z.object({ rate: decimal })) })

/** The shop's domains: no list, and with real booleans (facts: official fixture). */
export const domainsWire = z.object({
  domain: listOf(z.object({ url: rawText, primary: flag, language: rawText })),
})
