// Text compared as MariaDB does here: without case and without accents.

/** The text without case and accents. */
export function fold(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: plain ASCII, which has nothing to take apart
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase()
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
}

/** True when any of `texts` holds `term` as a part, without case and accents. */
export function anyContains(texts: readonly string[], term: string): boolean {
  const wanted = fold(term)
  return texts.some((text) => fold(text).includes(wanted))
}
