// Over two hundred spellings in every sandbox shop: never a wrong person, and the right one wherever there is a way.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readQuestion } from '../src/operations/lookup.ts'
import { lookInStore } from '../src/operations/lookup-store.ts'
import { PLATFORM_IDS } from '../src/platforms/platform.ts'
import { type OpenPlatform, openPlatform } from './support/platforms.ts'
import { type Spelling, spellingsOf } from './support/spellings.ts'

const RIGHTS = { customers: true, orders: true }
const WANTED = { most: 10, options: { fields: null, includeCustomer: true } }
/** Numbers that somebody else of the world may have, so that "nobody" would say too much. */
const OTHERS_NUMBERS = /first digit|last digit/

async function look(open: OpenPlatform, body: object) {
  const question = readQuestion(body, 'HU')
  if (!question) return { people: [], isSure: true, coverage: [], isAsked: false }
  return { ...(await lookInStore(open.shop(), open.platform, question, RIGHTS, WANTED)), isAsked: true }
}

/** ShopRenter has no filter for them, and says so. */
const canFind = (platform: string, { kind }: Spelling) => platform !== 'shoprenter' || kind === 'order_number'

describe.each(PLATFORM_IDS)('%s', (id) => {
  let open: OpenPlatform
  beforeAll(async () => {
    open = await openPlatform(id)
  }, 60_000)
  afterAll(() => open.close())

  test('is asked in more than two hundred ways', () => {
    const rows = spellingsOf(open.world)
    expect(rows.length).toBeGreaterThanOrEqual(200)
    expect(new Set(rows.map(({ means }) => means))).toEqual(new Set(['them', 'nobody']))
  })

  test('every right spelling finds that person and nobody else', async () => {
    for (const row of spellingsOf(open.world).filter(({ means }) => means === 'them')) {
      const { people, coverage, isSure } = await look(open, row.body)
      const emails = people.map(({ person }) => person?.email)
      const expected = canFind(id, row) ? [row.person.email] : []
      expect(emails, row.label).toEqual(expected)
      expect(isSure, row.label).toBe(true)
      if (expected.length === 0)
        expect(coverage.map(({ code }) => code)).toEqual([`${row.kind}_not_searchable`])
      else if (row.kind === 'order_number')
        expect(people[0]?.orders.map(({ number }) => number.replace('#', ''))).toEqual([String(row.order.id)])
      else expect(people[0]?.orders.length, row.label).toBeGreaterThan(0)
    }
  }, 120_000)

  test('every wrong spelling finds nobody, or who really has what was said', async () => {
    for (const row of spellingsOf(open.world).filter(({ means }) => means === 'nobody')) {
      const { people } = await look(open, row.body)
      const emails = people.map(({ person }) => person?.email)
      expect(emails, row.label).not.toContain(row.person.email)
      const isAnothers = OTHERS_NUMBERS.test(row.label)
      if (!isAnothers) expect(emails, row.label).toEqual([])
    }
  }, 120_000)
})
