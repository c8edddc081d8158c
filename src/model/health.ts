// What can be wrong with a connected store: every problem with the state it means, and how it is mended.
import type { ConsentLanguage } from './consent.ts'

/** The kinds of data that are tried one by one. */
export const HEALTH_KINDS = ['products', 'customers', 'orders'] as const
export type HealthKind = (typeof HEALTH_KINDS)[number]

/** Gravest last: a store's state is the gravest of its kinds'. */
export const HEALTH_STATES = [
  'ok',
  'needs_attention',
  'unreachable',
  'needs_reconnect',
  'disconnected',
] as const
export type HealthState = (typeof HEALTH_STATES)[number]

/** The language of a hint. */
export type HintLanguage = ConsentLanguage

type ProblemRow = {
  readonly state: Exclude<HealthState, 'ok'>
  /** False: the data can be read all the same. */
  readonly stops: boolean
  /** True: it is the whole store's, so that one read of any kind proves it gone. */
  readonly wholeStore: boolean
} & Readonly<Record<HintLanguage, string>>

const whole = { stops: true, wholeStore: true } as const
const kindOnly = { stops: true, wholeStore: false } as const
const partial = { stops: false, wholeStore: false } as const

/** Every problem code. The migrations hold the same list, and a test compares the two. */
export const PROBLEMS = {
  not_connected: {
    state: 'disconnected',
    ...whole,
    en: 'The store is not connected any more. Connect the shop again; the store keeps its id, its keys and its logs.',
    hu: 'A bolt már nincs csatlakoztatva. Csatlakoztassa újra; az azonosítója, a kulcsai és a naplói megmaradnak.',
  },
  keys_revoked: {
    state: 'needs_reconnect',
    ...whole,
    en: 'The shop does not take the stored keys any more: they were revoked, changed or may not read. Make new ones that may read, and connect the shop again.',
    hu: 'A bolt már nem fogadja el a tárolt kulcsokat: visszavonták vagy megváltoztatták őket, vagy nem olvashatnak. Készítsen új, olvasási jogú kulcsokat, és csatlakoztassa újra a boltot.',
  },
  token_refused: {
    state: 'needs_reconnect',
    ...whole,
    en: 'The shop refuses the access token: the app was removed, or its access was withdrawn. Connect the shop again.',
    hu: 'A bolt elutasítja a hozzáférési tokent: az alkalmazást eltávolították, vagy a hozzáférését visszavonták. Csatlakoztassa újra a boltot.',
  },
  token_about_to_lapse: {
    state: 'needs_reconnect',
    stops: false,
    wholeStore: true,
    en: 'The access to this shop ends within days and does not renew itself. Connect the shop again before it does.',
    hu: 'A bolthoz való hozzáférés napokon belül lejár, és nem újul meg magától. Csatlakoztassa újra a boltot, mielőtt lejár.',
  },
  credentials_unreadable: {
    state: 'needs_reconnect',
    ...whole,
    en: 'The stored credentials cannot be opened with the keys that this service has. Connect the shop again.',
    hu: 'A tárolt hozzáférési adatok a szolgáltatás kulcsaival nem nyithatók fel. Csatlakoztassa újra a boltot.',
  },
  missing_scope: {
    state: 'needs_reconnect',
    ...kindOnly,
    en: "The right to read this is missing. Give the app or API client the read right in the shop's admin, or connect the shop again and accept every right.",
    hu: 'Hiányzik az olvasási jog. A bolt adminfelületén adja meg az alkalmazásnak vagy az API-kliensnek az olvasási jogot, vagy csatlakoztassa újra a boltot, és fogadjon el minden jogot.',
  },
  key_may_not_read: {
    state: 'needs_reconnect',
    ...kindOnly,
    en: 'The user who owns the key may not see this data. Make a key of an administrator or a shop manager, and connect the shop again.',
    hu: 'A kulcs tulajdonosa nem láthatja ezeket az adatokat. Készítsen kulcsot egy adminisztrátor vagy boltkezelő nevében, és csatlakoztassa újra a boltot.',
  },
  protected_data_not_approved: {
    state: 'needs_attention',
    ...kindOnly,
    en: "Shopify withholds customers' data, since the app is not approved for it. In the app's settings, under API access, ask for protected customer data with name, address, e-mail and phone.",
    hu: 'A Shopify visszatartja a vásárlók adatait, mert az alkalmazás nem kapott rájuk jóváhagyást. Az alkalmazás beállításaiban, az API-hozzáférésnél kérje a védett vásárlói adatokat: név, cím, e-mail és telefon.',
  },
  order_history_limited: {
    state: 'needs_attention',
    ...partial,
    en: 'Shopify shows only the orders of the last 60 days. Give the app the scope read_all_orders to read older ones.',
    hu: 'A Shopify csak az utolsó 60 nap rendeléseit mutatja. A régebbiekhez adja meg az alkalmazásnak a read_all_orders jogot.',
  },
  rest_blocked: {
    state: 'needs_attention',
    ...kindOnly,
    en: "A security plugin or a firewall closes the shop's REST API. Allow the addresses below /wp-json/ there.",
    hu: 'Egy biztonsági bővítmény vagy tűzfal lezárja a bolt REST API-ját. Engedélyezze benne a /wp-json/ alatti címeket.',
  },
  plain_permalinks: {
    state: 'needs_attention',
    ...whole,
    en: 'The shop has plain permalinks, with which its keys do not work. In WordPress, under Settings, Permalinks, choose any other structure.',
    hu: 'A boltban egyszerű közvetlen hivatkozások vannak beállítva, ezekkel a kulcsok nem működnek. A WordPressben a Beállítások, Közvetlen hivatkozások alatt válasszon másik szerkezetet.',
  },
  address_moved: {
    state: 'needs_attention',
    ...whole,
    en: "The shop's address only leads to another one. Connect the shop with the address that its own pages have.",
    hu: 'A bolt címe csak egy másik címre vezet tovább. Csatlakoztassa a boltot azzal a címmel, amely a saját oldalain áll.',
  },
  http_only: {
    state: 'needs_attention',
    ...partial,
    en: 'The shop is read over plain http, so that others on the way can read along. Give the shop a certificate, and connect it by its https address.',
    hu: 'A bolt titkosítatlan http-n érhető el, így az adatokat útközben mások is olvashatják. Szerezzen tanúsítványt, és csatlakoztassa a boltot a https-címével.',
  },
  slow_search: {
    state: 'needs_attention',
    ...partial,
    en: 'The shop takes seconds to search its orders, so that a search by e-mail or phone can run out of time. Ask the host for a faster database, and switch WooCommerce to high-performance order storage.',
    hu: 'A bolt másodpercekig keres a rendelései között, ezért az e-mail vagy telefonszám szerinti keresés kifuthat az időből. Kérjen gyorsabb adatbázist a tárhelytől, és kapcsolja be a WooCommerce nagy teljesítményű rendeléstárolását.',
  },
  certificate_invalid: {
    state: 'needs_attention',
    ...whole,
    en: "The shop's certificate is not valid: it has ended, is for another name, or is signed by nobody who is trusted. Renew it at the host.",
    hu: 'A bolt tanúsítványa nem érvényes: lejárt, más névre szól, vagy nem megbízható kiadótól van. Újíttassa meg a tárhelynél.',
  },
  not_the_shops_api: {
    state: 'needs_attention',
    ...kindOnly,
    en: "What answers at the shop's address is not its API. See that the shop is online, is no maintenance page, and that its webshop software is active and up to date.",
    hu: 'A bolt címén nem a bolt API-ja válaszol. Ellenőrizze, hogy a bolt elérhető, nem karbantartó oldal látszik, és a webáruház szoftvere be van kapcsolva és naprakész.',
  },
  shop_closed: {
    state: 'unreachable',
    ...whole,
    en: 'The platform keeps this shop closed: it is frozen, locked, or does not exist any more. Open it again at the platform.',
    hu: 'A platform zárva tartja ezt a boltot: befagyasztották, zárolták, vagy már nem létezik. Nyissa meg újra a platformnál.',
  },
  shop_unreachable: {
    state: 'unreachable',
    ...whole,
    en: 'The shop does not answer, or answers with errors of its own. Nothing has to be done here: see that the shop is online.',
    hu: 'A bolt nem válaszol, vagy saját hibával válaszol. Itt nincs teendő: ellenőrizze, hogy a bolt elérhető-e.',
  },
  shop_busy: {
    state: 'unreachable',
    ...whole,
    en: "The shop's own limit on calls is used up for the moment. Nothing has to be done: try again in a minute.",
    hu: 'A bolt saját hívási korlátja most betelt. Nincs teendő: próbálja újra egy perc múlva.',
  },
} as const satisfies Record<string, ProblemRow>

/** A code of the table. */
export type ProblemCode = keyof typeof PROBLEMS
export const PROBLEM_CODES = Object.keys(PROBLEMS) as readonly ProblemCode[]

/** How a problem is mended; null for none. */
export function hintOf(problem: ProblemCode | null, language: HintLanguage): string | null {
  return problem === null ? null : PROBLEMS[problem][language]
}

/** The state of a whole store: the gravest of the kinds that the merchant allows; `ok` where nothing is known. */
export function overallState(isConnected: boolean, problems: readonly (ProblemCode | null)[]): HealthState {
  if (!isConnected) return 'disconnected'
  const grave = problems.map((code) => (code === null ? 0 : HEALTH_STATES.indexOf(PROBLEMS[code].state)))
  return HEALTH_STATES[Math.max(0, ...grave)] ?? 'ok'
}
