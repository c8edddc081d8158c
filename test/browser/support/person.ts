// A person with a browser of their own: how wide, light or dark, in which language, and what went wrong on the way.
import type { BrowserContext, Page } from 'playwright-core'
import type { Stage } from './stage.ts'
import { type Language, type Words, wordsOf } from './words.ts'

/** How a person looks at the dashboard. */
export type Look = {
  readonly language: Language
  readonly width: 360 | 1440
  readonly scheme: 'light' | 'dark'
}

export type Person = {
  readonly stage: Stage
  readonly look: Look
  readonly t: Words
  readonly context: BrowserContext
  readonly page: Page
  /** Errors of scripts and of the console, a refused policy among them, since the browser was opened. */
  readonly faults: readonly string[]
  readonly email: string
}

export const PASSWORD = 'correct horse battery staple'
const HEIGHT = { 360: 780, 1440: 900 } as const
/** One grey pixel: pictures of invented products are on hosts that are not there. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAICAgP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64')

export const nameOf = ({ language, width, scheme }: Look) => `${language}-${width}-${scheme}`

/** A look that has nothing in common with this one but the width. */
export const oppositeOf = ({ language, width, scheme }: Look): Look => ({
  language: language === 'en' ? 'hu' : 'en',
  width,
  scheme: scheme === 'light' ? 'dark' : 'light',
})

/** Opens a browser that knows nothing yet; the system it runs on has a language and colours of its own. */
export async function openBrowser(stage: Stage, look: Look, system = look): Promise<Person> {
  const context = await stage.browser.newContext({
    viewport: { width: look.width, height: HEIGHT[look.width] },
    locale: system.language === 'hu' ? 'hu-HU' : 'en-GB',
    timezoneId: 'Europe/Budapest',
    colorScheme: system.scheme,
    permissions: ['clipboard-read', 'clipboard-write'],
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(30_000)
  await context.route(
    (url) => url.protocol === 'https:',
    (route) => route.fulfill({ contentType: 'image/gif', body: PIXEL }),
  )
  const faults: string[] = []
  const page = await context.newPage()
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && page.url().startsWith(stage.url))
      faults.push(`console on ${new URL(page.url()).pathname}: ${message.text()}`)
  })
  const email = `u${crypto.randomUUID().slice(0, 8)}@example.hu`
  return { stage, look, t: wordsOf(look.language), context, page, faults, email }
}

/** Changes the screen and the system's colours under the page. */
export async function setLook(page: Page, { width, scheme }: Look): Promise<void> {
  await page.setViewportSize({ width, height: HEIGHT[width] })
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
}
