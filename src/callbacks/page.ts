// The small page that a browser sees at the end of connecting a shop; it holds nothing that anybody sent.
import { html } from 'hono/html'
import type { ErrorCode } from '../errors.ts'

type Language = 'en' | 'hu'

export type CallbackPage = {
  readonly language: Language
  /** Where the dashboard is. */
  readonly home: string
} & (
  | { readonly kind: 'connected' }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly requestId: string }
)

/** Hungarian where the browser prefers it, else English. */
export function asLanguage(acceptLanguage: string | undefined): Language {
  return /^\s*hu\b/i.test(acceptLanguage ?? '') ? 'hu' : 'en'
}

type Words = {
  connected: string
  failed: string
  home: string
  reference: string
  why: Partial<Record<ErrorCode, string>>
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    connected: 'The shop is connected.',
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
    page.kind === 'connected'
      ? html`<h1>${words.connected}</h1>`
      : html`<h1>${words.failed}</h1>
<p>${words.why[page.code] ?? ''}</p>
<p>${words.reference} ${page.requestId} (${page.code}).</p>`
  return html`<!doctype html>
<html lang="${page.language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>ShopCall</title>
<main>
${said}
<p><a href="${page.home}">${words.home}</a></p>
</main>
</html>`
}
