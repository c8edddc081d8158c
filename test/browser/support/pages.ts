// The tests of all pages in one language: nothing that axe finds, nothing that does not fit, no fault in the console.
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lookAt, shoot } from './look-at.ts'
import { see } from './moving.ts'
import { openBrowser, type Person, setLook } from './person.ts'
import { settleIn } from './settled.ts'
import { type Stage, startStage } from './stage.ts'
import { VIEWS } from './walk.ts'
import type { Language } from './words.ts'

/** `isWhole`: every page and dialog, else the main ones. */
export function pages(language: Language, isWhole: boolean): void {
  const look = { language, width: 1440, scheme: 'light' } as const
  let stage: Stage
  let merchant: Person
  let stranger: Person

  beforeAll(async () => {
    stage = await startStage()
    merchant = await openBrowser(stage, look)
    stranger = await openBrowser(stage, look)
    await settleIn(merchant)
  })
  afterAll(async () => {
    await stage?.close()
  })

  test.each(VIEWS.filter(({ isMain }) => isWhole || isMain))('$name', async ({ name, isPublic, open }) => {
    const person = isPublic ? stranger : merchant
    await setLook(person.page, look)
    await open(person)
    expect(await lookAt(person, name)).toEqual([])
    expect(person.faults).toEqual([])
  })

  if (!isWhole) return
  test('the record of processing is printed in black on white, and nothing else with it', async () => {
    const { page, t } = merchant
    await setLook(page, { ...look, scheme: 'dark' })
    await page.goto(`${stage.url}/privacy`)
    const record = page.getByRole('heading', { name: t('privacy:record.title') })
    await see(record)
    await page.emulateMedia({ media: 'print' })
    await shoot(page, 'privacy-print')
    const coloursOf = (what: Locator) =>
      what.evaluate((element) => [
        getComputedStyle(element).color,
        getComputedStyle(document.body).backgroundColor,
      ])
    const blackOnWhite = ['rgb(0, 0, 0)', 'rgb(255, 255, 255)']
    expect(await coloursOf(record)).toEqual(blackOnWhite)
    expect(await coloursOf(page.getByText(t('privacy:description')))).toEqual(blackOnWhite)
    expect(await coloursOf(page.getByRole('cell').first())).toEqual(blackOnWhite)
    for (const other of [
      page.getByRole('navigation'),
      page.getByRole('banner'),
      page.getByRole('button', { name: t('privacy:record.print') }),
      page.getByText(t('privacy:subject.title')),
    ])
      expect(await other.isVisible()).toBe(false)
    await page.emulateMedia({ media: 'screen' })
  })
}
