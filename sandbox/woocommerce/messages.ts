// What the shop says when it refuses: the codes are always the same, the words are in its language.

/** The language of the site. */
export type Language = 'en' | 'hu'

const TEXTS = {
  cannotView: ['Sorry, you cannot list resources.', 'Sajnáljuk, de az erőforrások nem listázhatók.'],
  secretInvalid: ['Consumer secret is invalid.', 'A fogyasztói titok (consumer secret) érvénytelen.'],
  keyInvalid: ['Consumer key is invalid.', 'A fogyasztói kulcs (consumer key) érvénytelen.'],
  signatureInvalid: [
    'Invalid signature - provided signature does not match.',
    'Érvénytelen aláírás - a megadott aláírás nem egyezik.',
  ],
  methodInvalid: [
    'Invalid signature - signature method is invalid.',
    'Érvénytelen aláírás - az aláírás módja érvénytelen.',
  ],
  missing: ['Missing OAuth parameter {0}', 'Hiányzó OAuth paraméter: {0}'],
  timestampInvalid: ['Invalid timestamp.', 'Érvénytelen időbélyeg.'],
  nonceUsed: ['Invalid nonce - nonce has already been used.', 'Érvénytelen nonce - ezt már felhasználták.'],
  noRead: [
    'The API key provided does not have read permissions.',
    'A megadott API kulcsnak nincs olvasási jogosultsága.',
  ],
  noWrite: [
    'The API key provided does not have write permissions.',
    'A megadott API kulcsnak nincs írási jogosultsága.',
  ],
  invalidId: ['Invalid ID.', 'Érvénytelen azonosító.'],
  invalidUser: ['Invalid user ID.', 'Érvénytelen felhasználóazonosító.'],
  noRoute: [
    'No route was found matching the URL and request method.',
    'Nem található a webcímnek és a kérésnek megfelelő útvonal.',
  ],
  invalidParameter: ['Invalid parameter(s): {0}', 'Érvénytelen paraméter(ek): {0}'],
  notInteger: ['{0} is not of type integer.', '{0} nem integer típusú.'],
  outOfBounds: [
    '{0} must be between {1} (inclusive) and {2} (inclusive)',
    '{0} értéke {1} és {2} között lehet (a határokat is beleértve)',
  ],
  notInEnum: ['{0} is not one of {1}.', '{0} nem tartozik ezek közé: {1}.'],
  invalidDate: ['Invalid date.', 'Érvénytelen dátum.'],
  invalidEmail: ['Invalid email address.', 'Érvénytelen e-mail cím.'],
  unknownUser: [
    '<strong>Error:</strong> Unknown username. Check again or try your email address.',
    '<strong>Hiba:</strong> Ismeretlen felhasználónév. Ellenőrizze újra, vagy próbálja az e-mail címet.',
  ],
  notLoggedIn: [
    'You must be authenticated to use the REST API.',
    'A REST API használatához be kell jelentkezni.',
  ],
  readOnly: ['This sandbox shop is read only.', 'Ez a homokozó bolt csak olvasható.'],
} as const satisfies Record<string, readonly [string, string]>

/** What the shop can say. */
export type MessageName = keyof typeof TEXTS

/** The sentence in the site's language. */
export function say(language: Language, name: MessageName, ...values: readonly (string | number)[]): string {
  const text = TEXTS[name][language === 'hu' ? 1 : 0]
  return text.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)] ?? ''))
}

/** A refusal, as it will be written: `{ code, message, data: { status, … } }`. */
export class RestError extends Error {
  readonly status: number
  readonly code: string
  readonly data: Readonly<Record<string, unknown>>

  constructor(status: number, code: string, message: string, data: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.data = data
  }

  body(): unknown {
    return { code: this.code, message: this.message, data: { status: this.status, ...this.data } }
  }
}
