// A shop's HTML: some of it comes entity-coded as a whole.
import { decodeText } from '../plain-text.ts'

/** HTML as HTML: decoded when it came entity-coded as a whole, left alone when it has tags already. */
export function toHtml(text: string | null): string | null {
  if (text === null) return null
  return text.includes('<') || !text.includes('&lt;') ? text : decodeText(text)
}
