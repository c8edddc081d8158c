// Every Hungarian text: one file for the browser, loaded by who reads Hungarian.
export const texts = import.meta.glob<Record<string, unknown>>('./hu/*.json', {
  eager: true,
  import: 'default',
})
