// The tests of all pages in one language: nothing that axe finds, nothing that does not fit, no fault in the console.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lookAt } from './look-at.ts'
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
}
