// The cookie that ties connecting a shop to the browser that began it. It proves nothing else, and opens nothing.
import { setCookie } from 'hono/cookie'
import type { AppContext } from './app.ts'

const LIFE_SECONDS = 600

const isSecure = (publicUrl: string) => publicUrl.startsWith('https:')

/** `__Host-` where the address is https: no other host and no plain connection can then set it. */
export function connectCookieName(publicUrl: string): string {
  return isSecure(publicUrl) ? '__Host-shopcall-connect' : 'shopcall-connect'
}

/** Gives the browser its half of an attempt. Lax: it has to come along when the platform sends the browser back. */
export function giveConnectCookie(c: AppContext, publicUrl: string, browserSecret: string): void {
  setCookie(c, connectCookieName(publicUrl), browserSecret, {
    httpOnly: true,
    secure: isSecure(publicUrl),
    sameSite: 'Lax',
    path: '/',
    maxAge: LIFE_SECONDS,
  })
}
