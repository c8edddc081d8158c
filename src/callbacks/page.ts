// The small page that a browser sees at the end of connecting a shop; it holds nothing that was not checked.
import { html } from 'hono/html'
import type { ErrorCode } from '../errors.ts'

type Language = 'en' | 'hu'

/** `installed`: the shop still has to be bound to a user, which `next` (an address of ours) is for. */
export type GoodNews =
  | { readonly kind: 'connected' | 'waiting' }
  | { readonly kind: 'installed'; readonly next: string }

export type CallbackPage = {
  readonly language: Language
  /** Where the dashboard is. */
  readonly home: string
} & (GoodNews | { readonly kind: 'failed'; readonly code: ErrorCode; readonly requestId: string })

/** Hungarian where the browser prefers it, else English. */
export function asLanguage(acceptLanguage: string | undefined): Language {
  return /^\s*hu\b/i.test(acceptLanguage ?? '') ? 'hu' : 'en'
}

type Words = {
  connected: string
  waiting: string
  installed: string
  next: string
  failed: string
  home: string
  reference: string
  why: Partial<Record<ErrorCode, string>>
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    connected: 'The shop is connected.',
    waiting: 'The shop has not handed over its keys yet. It will be in ShopCall as soon as it has.',
    installed: 'ShopCall is installed in the shop. One step is left.',
    next: 'Sign in to ShopCall and confirm what may be read; this link is good for ten minutes',
    failed: 'The shop was not connected, and nothing was kept.',
    home: 'Go on to ShopCall',
    reference: 'For support, this is request',
    why: {
      invalid_request:
        'The link was used already, is older than ten minutes, or was opened in another browser. Begin again.',
      conflict: 'This shop is connected already.',
      shop_unauthorized: 'The shop refused the access, or a right that is needed was not given.',
      shop_unavailable: 'The shop does not answer. Try again in some minutes.',
      shop_timeout: 'The shop does not answer. Try again in some minutes.',
    },
  },
  hu: {
    connected: 'A bolt csatlakoztatva.',
    waiting: 'A bolt még nem adta át a kulcsait. Amint megteszi, megjelenik a ShopCallban.',
    installed: 'A ShopCall telepítve van a boltban. Egy lépés van hátra.',
    next: 'Jelentkezzen be a ShopCallba, és erősítse meg, mi olvasható; ez a hivatkozás tíz percig érvényes',
    failed: 'A bolt nem lett csatlakoztatva, és semmit sem őriztünk meg.',
    home: 'Tovább a ShopCallba',
    reference: 'Az ügyfélszolgálatnak: a kérés azonosítója',
    why: {
      invalid_request:
        'A hivatkozást már felhasználták, tíz percnél régebbi, vagy másik böngészőben nyílt meg. Kezdje újra.',
      conflict: 'Ez a bolt már csatlakoztatva van.',
      shop_unauthorized: 'A bolt elutasította a hozzáférést, vagy egy szükséges jogot nem adtak meg.',
      shop_unavailable: 'A bolt nem válaszol. Próbálja újra néhány perc múlva.',
      shop_timeout: 'A bolt nem válaszol. Próbálja újra néhány perc múlva.',
    },
  },
}

/** The page as HTML; it loads nothing. */
export function pageOf(page: CallbackPage) {
  const words = WORDS[page.language]
  const said =
    page.kind === 'failed'
      ? html`<h1>${words.failed}</h1>
<p>${words.why[page.code] ?? ''}</p>
<p>${words.reference} ${page.requestId} (${page.code}).</p>`
      : html`<h1>${words[page.kind]}</h1>`
  const [address, label] = page.kind === 'installed' ? [page.next, words.next] : [page.home, words.home]
  return html`<!doctype html>
<html lang="${page.language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>ShopCall</title>
<main>
${said}
<p><a href="${address}">${label}</a></p>
</main>
</html>`
}
