// A search for secrets in whatever spelling: as they are, in hex, and in base64 at each of its three alignments.

/** What a text must not hold if it does not hold the secret. */
function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const hex = bytes.toString('hex')
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64url')
    // The first characters mix with what is before the secret, the last with what is after it.
    return text.slice(offset === 0 ? 0 : offset + 1, -3)
  })
  return [secret, hex, hex.toUpperCase(), ...base64, ...base64.map(toStandard)]
}

const toStandard = (text: string) => text.replaceAll('-', '+').replaceAll('_', '/')

/** Which of the secrets a text holds, by their first characters. */
export function secretsIn(text: string, secrets: readonly string[]): string[] {
  return secrets.filter((secret) => spellingsOf(secret).some((spelling) => text.includes(spelling)))
}
