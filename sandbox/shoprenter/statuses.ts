// The shop's order statuses: free text in two languages.
import { type Links, resourceId } from './ids.ts'
import type { Row } from './rows.ts'

/** Resource ids of the shop's two languages. */
export const LANGUAGE_IDS = {
  hu: resourceId('language', { language_id: 1 }),
  en: resourceId('language', { language_id: 2 }),
} as const

/** Names are the merchant's own. 10 and 16 say nothing that anybody could know, 14 says the wrong thing. */
export const STATUSES = [
  { number: 1, hu: 'Függőben lévő', en: 'Pending', color: '#ff00ff' },
  { number: 2, hu: 'Feldolgozás alatt', en: 'Processing', color: '#ffaa00' },
  { number: 3, hu: 'Kiszállítás alatt', en: 'Shipped', color: '#0088ff' },
  { number: 4, hu: 'Fizetésre vár', en: 'Awaiting payment', color: '#aaaa00' },
  { number: 5, hu: 'Teljesítve', en: 'Complete', color: '#00aa00' },
  { number: 6, hu: 'Fizetve', en: 'Paid', color: '#00ccaa' },
  { number: 7, hu: 'Kiszállítva', en: 'Delivered', color: '#008800' },
  { number: 8, hu: 'Sikertelen fizetés', en: 'Failed payment', color: '#770000' },
  { number: 9, hu: 'Visszatérítve', en: 'Refunded', color: '#555555' },
  { number: 10, hu: 'Részben teljesítve', en: null, color: '#99cc99' },
  { number: 14, hu: 'Lezárt &amp; archivált', en: 'Closed', color: '#cc0000' },
  { number: 15, hu: 'Törölt', en: 'Cancelled', color: '#dd0000' },
  { number: 16, hu: 'Gravírozó műhelyben', en: 'At the engraver', color: '#123456' },
] as const

/** The number of a status. */
export type StatusNumber = (typeof STATUSES)[number]['number']

/** The status that the shop itself counts as cancelled, by a setting and not by its name. */
export const STORNO_STATUS: StatusNumber = 14

/** The resource id of a status. */
export const statusId = (number: StatusNumber) => resourceId('orderStatus', { order_status_id: number })

/** Statuses, and what they are called. */
export function statusRows(links: Links): { statuses: Row[]; descriptions: Row[] } {
  const statuses = STATUSES.map(({ number }) => {
    const id = statusId(number)
    const described = { href: links.href(`orderStatusDescriptions?orderStatusId=${id}`) }
    return { id, body: { ...links.link('orderStatuses', id), id, orderStatusDescriptions: described } }
  })
  const descriptions = STATUSES.flatMap(({ number, hu, en, color }) =>
    (
      [
        ['hu', hu, 1],
        ['en', en, 2],
      ] as const
    ).flatMap(([code, name, languageNumber]) => {
      if (name === null) return []
      const id = resourceId('orderStatusDescription', {
        order_status_id: number,
        language_id: languageNumber,
      })
      const body = {
        ...links.link('orderStatusDescriptions', id),
        id,
        name,
        color,
        orderStatus: links.link('orderStatuses', statusId(number)),
        language: links.link('languages', LANGUAGE_IDS[code]),
      }
      return [{ id, body, keys: { orderStatusId: statusId(number), languageId: LANGUAGE_IDS[code] } }]
    }),
  )
  return { statuses, descriptions }
}
