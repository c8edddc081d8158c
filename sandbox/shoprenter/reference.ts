// What a shop's records refer to: statuses, languages, currencies, groups, countries, settings.
import { type Resource, serveCollection } from './collection.ts'
import { COUNTRY_CODES, country, countryId } from './countries.ts'
import { createLinks, type JsonObject, type Links, resourceId } from './ids.ts'
import { type Row, rowCollection } from './rows.ts'
import { LANGUAGE_IDS, STORNO_STATUS, statusRows } from './statuses.ts'

/** The first is the shop's own. */
export const CURRENCIES = [
  { number: 4, code: 'HUF', decimals: 0, rate: '1.00000000', left: '', right: ' Ft' },
  { number: 2, code: 'EUR', decimals: 2, rate: '0.00250000', left: '€', right: '' },
] as const

/** The first is everybody's. */
export const GROUPS = [
  { number: 8, name: 'Alapértelmezett', discount: '0.0000' },
  { number: 6, name: 'Nagyker &amp; viszonteladó', discount: '10.0000' },
] as const

/** The resource id of a group. */
export const groupId = (number: number) => resourceId('customerGroup', { customer_group_id: number })

/** A language as orders have it inlined. */
export function language(links: Links, code: 'hu' | 'en'): JsonObject {
  const id = LANGUAGE_IDS[code]
  return {
    ...links.link('languages', id),
    id,
    innerId: code === 'hu' ? '1' : '2',
    name: code === 'hu' ? 'Magyar' : 'English',
    code,
    locale: code === 'hu' ? 'hu_HUN.UTF-8,hu_HUN,hu-hun,hungarian' : 'en_US.UTF-8,en_US,en-us,english',
    sortOrder: '1',
    status: '1',
  }
}

/** A currency as orders have it inlined. */
export function currency(links: Links, code: 'HUF' | 'EUR'): JsonObject {
  const row = CURRENCIES.find((candidate) => candidate.code === code) ?? CURRENCIES[0]
  const id = resourceId('currency', { currency_id: row.number })
  return {
    ...links.link('currencies', id),
    id,
    name: row.code,
    code: row.code,
    symbolLeft: row.left,
    symbolRight: row.right,
    decimalPlace: String(row.decimals),
    value: row.rate,
    status: '1',
    dateUpdated: '2026-01-12 08:00:00',
  }
}

function settingRows(links: Links, fillers: number): Row[] {
  const rows: readonly (readonly [string, string, string])[] = [
    ...Array.from({ length: fillers }, (_, index) => ['config', `filler_${index}`, '1'] as const),
    ['config', 'config_name', 'Teszt Bolt &amp; Társa'],
    ['config', 'config_owner', 'Teszt Bolt Kft.'],
    ['config', 'config_email', 'bolt@example.hu'],
    ['config', 'config_timezone', 'Europe/Budapest'],
    ['config', 'config_language', 'hu'],
    ['config', 'config_currency', 'HUF'],
    ['config', 'config_customer_group_id', groupId(8)],
    ['config', 'config_tax_class_id', resourceId('taxClass', { tax_class_id: 10 })],
    ['config', 'config_maintenance', '0'],
    ['system_order_status', 'storno_order_status_id', String(STORNO_STATUS)],
  ]
  return rows.map(([group, key, value], index) => {
    const id = resourceId('setting', { setting_id: 62_852 + index })
    return { id, body: { ...links.link('settings', id), id, group, key, value }, keys: { group, key } }
  })
}

function taxRows(links: Links): Row[] {
  return [
    { number: 10, rate: '27.0000' },
    { number: 11, rate: '0.0000' },
  ].map(({ number, rate }) => {
    const id = resourceId('taxClass', { tax_class_id: number })
    const rateId = resourceId('taxRate', { tax_rate_id: number + 85 })
    const taxRates = [{ ...links.link('taxRates', rateId), id: rateId, priority: '1', rate }]
    return { id, body: { ...links.link('taxClassExtend', id), id, name: `${Number(rate)} %`, taxRates } }
  })
}

/** Every resource that is not a customer, an order or a product. */
export function createReferenceResources(shop: string, fillerSettings: number): Resource[] {
  const links = createLinks(shop)
  const { statuses, descriptions } = statusRows(links)
  const groups = GROUPS.map(({ number, name, discount }) => {
    const id = groupId(number)
    const body = {
      ...links.link('customerGroups', id),
      id,
      innerId: String(number),
      name,
      percentDiscount: discount,
    }
    return { id, body, keys: { name } }
  })
  const countries = COUNTRY_CODES.map((code) => ({ id: countryId(code), body: country(links, code) }))
  const languages = (['hu', 'en'] as const).map((code) => ({
    id: LANGUAGE_IDS[code],
    body: language(links, code),
    keys: { code },
  }))
  const currencies = CURRENCIES.map(({ number, code }) => ({
    id: resourceId('currency', { currency_id: number }),
    body: currency(links, code),
    keys: { code },
  }))
  return [
    rowCollection('orderStatuses', 'order.status:read', statuses, []),
    rowCollection('orderStatusDescriptions', 'order.status:read', descriptions, [
      'orderStatusId',
      'languageId',
    ]),
    rowCollection('customerGroups', 'customer.customerGroup:read', groups, ['name']),
    rowCollection('countries', 'localization.location:read', countries, []),
    rowCollection('languages', 'localization.language:read', languages, ['code']),
    rowCollection('currencies', 'localization.currency:read', currencies, ['code']),
    rowCollection('settings', 'store.setting:read', settingRows(links, fillerSettings), ['group', 'key']),
    rowCollection('taxClassExtend', 'taxClass.taxClass:read', taxRows(links), []),
  ].map((collection) => serveCollection(collection, links))
}
