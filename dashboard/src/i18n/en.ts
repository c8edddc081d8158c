// Every English text: one file for the browser, loaded by who reads English.
export const texts = import.meta.glob<Record<string, unknown>>('./en/*.json', {
  eager: true,
  import: 'default',
})
