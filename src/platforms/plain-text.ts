// Text without HTML: descriptions as a reader sees them, names without their entities.
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

/** What a reader sees of a piece of HTML; null when that is nothing. */
export function toPlainText(html: string | null | undefined): string | null {
  if (!html) return null
  const text = /[<&]/.test(html) ? convert(html) : html
  return text.trim() === '' ? null : text.trim()
}

/** Text that may come with entities in it, decoded once and no further. */
export function decodeText(text: string): string {
  return text.includes('&') ? decodeHTMLStrict(text) : text
}
