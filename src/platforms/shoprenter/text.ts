// Text as the shop's own pages show it: entities decoded once, HTML made plain.
import { decodeHTMLStrict } from 'entities'
import { compile } from 'html-to-text'

const convert = compile({
  wordwrap: false,
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'script', format: 'skip' },
    { selector: 'style', format: 'skip' },
    // Headings are put in capitals otherwise.
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
})

/** Text may come entity-coded (facts: information_extend fixture); it is decoded once and no further. */
export function decodeText(text: string): string {
  return text.includes('&') ? decodeHTMLStrict(text) : text
}

/** HTML as HTML: decoded when it came entity-coded as a whole, left alone when it has tags already. */
export function toHtml(text: string | null): string | null {
  if (text === null) return null
  return text.includes('<') || !text.includes('&lt;') ? text : decodeHTMLStrict(text)
}

/** What a reader sees of a piece of HTML; null when that is nothing. */
export function toPlainText(html: string | null): string | null {
  if (html === null) return null
  const plain = convert(html).trim()
  return plain === '' ? null : plain
}
