// The record of processing: who processes what and why, from how the installation is set up. In two languages.
import { z } from 'zod'
import type { ConsentLanguage } from './consent.ts'

export const processingRecordSchema = z
  .object({
    generated_at: z.iso.datetime(),
    passed_through: z.array(z.object({ what: z.string(), why: z.string() })),
    stored: z.array(z.object({ what: z.string(), why: z.string(), kept: z.string() })),
    recipients: z.array(z.object({ who: z.string(), what: z.string() })),
    retention: z.object({ access_log_days: z.int(), address_days: z.int() }),
    security: z.array(z.string()),
  })
  .meta({ id: 'ProcessingRecord' })

export type ProcessingRecord = z.infer<typeof processingRecordSchema>

/** What of the configuration the record depends on. */
export type ProcessingSettings = {
  readonly retentionDays: number
  readonly addressDays: number
  readonly sendsMail: boolean
  readonly reportsErrors: boolean
  readonly sharesCounters: boolean
  readonly hasOwnAccounts: boolean
}

type Texts = Readonly<
  Record<
    | 'products'
    | 'customers'
    | 'orders'
    | 'whileRequested'
    | 'account'
    | 'accountWhy'
    | 'tillDeleted'
    | 'credentials'
    | 'credentialsWhy'
    | 'tillDisconnected'
    | 'catalogue'
    | 'catalogueWhy'
    | 'keys'
    | 'keysWhy'
    | 'log'
    | 'logWhy'
    | 'audit'
    | 'auditWhy'
    | 'events'
    | 'eventsWhy'
    | 'holder'
    | 'holderGets'
    | 'mailer'
    | 'mailerGets'
    | 'reporter'
    | 'reporterGets'
    | 'counters'
    | 'countersGet'
    | 'accounts'
    | 'accountsGet'
    | 'sealed'
    | 'tls'
    | 'hashed'
    | 'chain'
    | 'rls',
    string
  >
> & {
  readonly days: (days: number) => string
}

const TEXTS: Readonly<Record<ConsentLanguage, Texts>> = {
  en: {
    products: 'Products',
    customers: 'Customers: names, e-mail addresses, phone numbers, addresses',
    orders: 'Orders, with the buyer where customers may be read',
    whileRequested: 'To answer the request of an API key, from the shop and at that moment',
    account: "The merchant's account: name, e-mail address, password hash",
    accountWhy: 'To sign in and to be told of what concerns the account',
    tillDeleted: 'until the account is deleted',
    credentials: "The shop's access, sealed",
    credentialsWhy: 'To read the shop',
    tillDisconnected: 'until the shop is disconnected',
    catalogue: 'A copy of the products',
    catalogueWhy: 'To search them fast',
    keys: 'API keys, as fingerprints',
    keysWhy: 'To know who may read',
    log: 'The access log: which key read what kind of data, when, from which address; a person only as a keyed hash',
    logWhy: 'To prove who read what, and to answer persons who ask',
    audit: 'Changes of what may be read, and what was agreed to',
    auditWhy: 'To prove who decided what',
    events: 'Security events',
    eventsWhy: 'To stop abuse of keys',
    holder: 'Holders of the API keys',
    holderGets: 'What their key and the switches of the shop allow',
    mailer: 'The mail server of the operator',
    mailerGets: "The merchant's address and notices of keys",
    reporter: 'The error reports of the operator',
    reporterGets: 'Kinds and places of unexpected errors; no data of anybody',
    counters: 'The shared counters of the operator',
    countersGet: 'Ids of keys and addresses of callers, for minutes to a day',
    accounts: "The operator's account service",
    accountsGet: "The merchant's sign-in",
    sealed: 'Credentials are sealed (AES-256-GCM), each to its user, store and field',
    tls: 'Shops are called with TLS, at public addresses only',
    hashed: 'API keys are kept as a keyed digest and a bcrypt hash; they are shown once',
    chain: 'The access log is a chain of hashes: a changed or missing row is found',
    rls: 'Each merchant sees only their own rows, by rules of the database itself',
    days: (days) => `${days} days`,
  },
  hu: {
    products: 'Termékek',
    customers: 'Vásárlók: nevek, e-mail-címek, telefonszámok, címek',
    orders: 'Rendelések, a vevővel együtt, ha a vásárlók olvashatók',
    whileRequested: 'Egy API-kulcs kérésének megválaszolására, közvetlenül a boltból, abban a pillanatban',
    account: 'A kereskedő fiókja: név, e-mail-cím, jelszó lenyomata',
    accountWhy: 'Bejelentkezéshez és a fiókot érintő értesítésekhez',
    tillDeleted: 'a fiók törléséig',
    credentials: 'A bolt hozzáférési adatai, lepecsételve',
    credentialsWhy: 'A bolt olvasásához',
    tillDisconnected: 'a bolt lecsatlakoztatásáig',
    catalogue: 'A termékek másolata',
    catalogueWhy: 'A gyors kereséshez',
    keys: 'API-kulcsok, ujjlenyomatként',
    keysWhy: 'Hogy tudható legyen, ki olvashat',
    log: 'Hozzáférési napló: melyik kulcs milyen fajta adatot olvasott, mikor, milyen címről; személy csak kulcsolt lenyomatként',
    logWhy: 'Annak igazolására, ki mit olvasott, és az érintettek megkereséseihez',
    audit: 'Változások abban, hogy mi olvasható, és mihez járultak hozzá',
    auditWhy: 'Annak igazolására, ki mit döntött',
    events: 'Biztonsági események',
    eventsWhy: 'A kulcsokkal való visszaélés megállítására',
    holder: 'Az API-kulcsok birtokosai',
    holderGets: 'Amit a kulcsuk és a bolt kapcsolói engednek',
    mailer: 'Az üzemeltető levelezőkiszolgálója',
    mailerGets: 'A kereskedő címe és a kulcsokról szóló értesítések',
    reporter: 'Az üzemeltető hibajelentő szolgáltatása',
    reporterGets: 'A váratlan hibák fajtája és helye; senki adata',
    counters: 'Az üzemeltető közös számlálói',
    countersGet: 'Kulcsok azonosítói és hívók címei, percektől egy napig',
    accounts: 'Az üzemeltető fiókszolgáltatása',
    accountsGet: 'A kereskedő bejelentkezése',
    sealed:
      'A hozzáférési adatok le vannak pecsételve (AES-256-GCM), mindegyik a saját felhasználójához, boltjához és mezőjéhez',
    tls: 'A boltokat TLS-sel és csak nyilvános címen hívjuk',
    hashed: 'Az API-kulcsokból kulcsolt lenyomatot és bcrypt-lenyomatot őrzünk; egyszer láthatók',
    chain: 'A hozzáférési napló lenyomatok lánca: a megváltoztatott vagy hiányzó sor kiderül',
    rls: 'Minden kereskedő csak a saját sorait látja, magának az adatbázisnak a szabályai szerint',
    days: (days) => `${days} nap`,
  },
}

/** The record as it is now. */
export function processingRecordOf(
  settings: ProcessingSettings,
  language: ConsentLanguage,
  generatedAt: Date,
): ProcessingRecord {
  const t = TEXTS[language]
  const { retentionDays, addressDays } = settings
  return {
    generated_at: generatedAt.toISOString(),
    passed_through: [t.customers, t.orders, t.products].map((what) => ({ what, why: t.whileRequested })),
    stored: [
      { what: t.account, why: t.accountWhy, kept: t.tillDeleted },
      { what: t.credentials, why: t.credentialsWhy, kept: t.tillDisconnected },
      { what: t.catalogue, why: t.catalogueWhy, kept: t.tillDisconnected },
      { what: t.keys, why: t.keysWhy, kept: t.tillDeleted },
      { what: t.log, why: t.logWhy, kept: t.days(retentionDays) },
      { what: t.audit, why: t.auditWhy, kept: t.tillDeleted },
      { what: t.events, why: t.eventsWhy, kept: t.days(retentionDays) },
    ],
    recipients: [
      { who: t.holder, what: t.holderGets },
      ...(settings.sendsMail ? [{ who: t.mailer, what: t.mailerGets }] : []),
      ...(settings.reportsErrors ? [{ who: t.reporter, what: t.reporterGets }] : []),
      ...(settings.sharesCounters ? [{ who: t.counters, what: t.countersGet }] : []),
      ...(settings.hasOwnAccounts ? [] : [{ who: t.accounts, what: t.accountsGet }]),
    ],
    retention: { access_log_days: retentionDays, address_days: addressDays },
    security: [t.sealed, t.tls, t.hashed, t.chain, t.rls],
  }
}
