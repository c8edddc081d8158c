// The words that a merchant agrees to when a shop is connected, in every version that was ever shown.
import { z } from 'zod'

export const CONSENT_LANGUAGES = ['en', 'hu'] as const
export type ConsentLanguage = (typeof CONSENT_LANGUAGES)[number]

/** What is shown beside the three switches, and above the button that connects. */
export type ConsentWords = {
  readonly intro: string
  readonly products: string
  readonly customers: string
  readonly orders: string
  readonly agreement: string
}

/** Newest first. A version that was shown is never changed or removed: the permission audit names it. */
export const CONSENT_VERSIONS: readonly {
  readonly version: string
  readonly words: Readonly<Record<ConsentLanguage, ConsentWords>>
}[] = [
  {
    version: '2026-11-25',
    words: {
      en: {
        intro:
          'Programs that hold one of your API keys can read this shop through ShopCall. You decide what they can read, and can change it at any time; the next request obeys.',
        products:
          'Products: names, prices, stock and descriptions. ShopCall keeps a copy, to search it fast.',
        customers:
          'Customers: names, e-mail addresses, phone numbers and addresses. Read from the shop at each request; ShopCall stores none.',
        orders:
          'Orders: what was bought, when, for how much, and the state of delivery. Read from the shop at each request; ShopCall stores none.',
        agreement: 'I may decide this for the shop, and I agree to the access that is switched on.',
      },
      hu: {
        intro:
          'Az Ön API-kulcsait használó programok a ShopCallon keresztül olvashatják ezt a boltot. Ön dönti el, mit olvashatnak, és ezt bármikor megváltoztathatja; már a következő kérés is eszerint történik.',
        products:
          'Termékek: nevek, árak, készlet és leírások. A gyors kereséshez a ShopCall másolatot tart róluk.',
        customers:
          'Vásárlók: nevek, e-mail-címek, telefonszámok és címek. Minden kérés közvetlenül a boltból olvassa őket; a ShopCall egyet sem tárol.',
        orders:
          'Rendelések: mit, mikor, mennyiért vettek, és hol tart a kiszállítás. Minden kérés közvetlenül a boltból olvassa őket; a ShopCall egyet sem tárol.',
        agreement:
          'Jogosult vagyok erről dönteni a bolt nevében, és a bekapcsolt hozzáférésekhez hozzájárulok.',
      },
    },
  },
]

const newest = CONSENT_VERSIONS[0]
if (!newest) throw new Error('there are no words to agree to')

/** The words that are shown now. */
export const CONSENT = newest

/** In which language the words were shown to who connects. */
export const consentLanguageSchema = z
  .enum(CONSENT_LANGUAGES)
  .default('en')
  .describe('The language in which the merchant saw what is agreed to; see `api/connect-terms`')
