// Looks at a page in all widths and colours: a picture of each, what axe finds, what does not fit.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import axe, { type RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'
import { type Look, nameOf, type Person, setLook } from './person.ts'

const FOLDER = fileURLToPath(new URL('../screenshots/', import.meta.url))
/** WCAG 2.2, levels A and AA. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa']

const LOOKS = [
  { width: 1440, scheme: 'light', isWhole: true },
  { width: 1440, scheme: 'dark', isWhole: false },
  { width: 360, scheme: 'light', isWhole: false },
  { width: 360, scheme: 'dark', isWhole: true },
] as const

/** Each fault as rule and place. Colours are looked at in both schemes, all else once for each width. */
async function findFaults(page: Page, isWhole: boolean): Promise<string[]> {
  const runOnly = isWhole ? { type: 'tag', values: TAGS } : { type: 'rule', values: ['color-contrast'] }
  const { violations } = await page.evaluate(
    (options) => (Reflect.get(window, 'axe') as typeof axe).run(document, options),
    { runOnly, resultTypes: ['violations'] } as RunOptions,
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')} ${failureSummary ?? ''}`),
  )
}

/** Pixels that the page is wider than the screen. */
const overflowOf = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** A picture of the whole page, as it is when nothing moves any more. */
export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true })
  await page.screenshot({ path: `${FOLDER}${name}.png`, fullPage: true, animations: 'disabled' })
}

/** What is wrong with what is shown, in every width and scheme; empty when nothing is. */
export async function lookAt(person: Person, name: string): Promise<string[]> {
  const { page, look } = person
  const faults: string[] = []
  await page.evaluate(axe.source)
  for (const { isWhole, ...rest } of LOOKS) {
    const now: Look = { language: look.language, ...rest }
    await setLook(page, now)
    await page.locator(`html[data-mantine-color-scheme="${now.scheme}"]`).waitFor()
    await shoot(page, `${name}-${nameOf(now)}`)
    const found = await findFaults(page, isWhole)
    const overflow = await overflowOf(page)
    if (overflow > 0) found.push(`${overflow} px too wide`)
    faults.push(...found.map((fault) => `${nameOf(now)}: ${fault}`))
  }
  return faults
}
