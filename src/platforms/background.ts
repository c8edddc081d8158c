// Work that nobody waits for: its calls leave room for those that somebody does.
import type { ShopContext } from './platform.ts'

/** The same context, whose calls are marked as background ones. */
export function inBackground(context: ShopContext): ShopContext {
  const { http } = context
  return {
    ...context,
    http: { ...http, send: (request) => http.send({ ...request, background: true }) },
  }
}
