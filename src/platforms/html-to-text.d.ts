// The part of html-to-text that is used here; the package brings no types.
declare module 'html-to-text' {
  export function compile(options?: Readonly<Record<string, unknown>>): (html: string) => string
}
