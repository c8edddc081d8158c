// What goes together, how much at once, and whose failure is whose.
import { expect, test } from 'vitest'
import { createGroup } from './group.ts'

/** A `run` that is finished by hand, and remembers what it was asked together. */
function byHand() {
  const batches: number[][] = []
  const finish: (() => void)[] = []
  const run = async (items: readonly number[]) => {
    batches.push([...items])
    await new Promise<void>((resolve) => finish.push(resolve))
    return items.map((item) => item * 10)
  }
  const next = async () => {
    finish.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { run, batches, next }
}

test('the first goes alone, what comes meanwhile goes together, and each gets its own', async () => {
  const { run, batches, next } = byHand()
  const group = createGroup(run, { max: 3, lanes: 1 })
  const asked = [1, 2, 3, 4, 5].map((item) => group.ask(item))
  for (let turn = 0; turn < 3; turn++) await next()
  expect(await Promise.all(asked)).toEqual([10, 20, 30, 40, 50])
  expect(batches).toEqual([[1], [2, 3, 4], [5]])
})

test('no more lanes are under way than there are', async () => {
  const { run, batches, next } = byHand()
  const group = createGroup(run, { max: 10, lanes: 2 })
  const asked = [1, 2, 3, 4].map((item) => group.ask(item))
  expect(batches).toEqual([[1], [2]])
  for (let turn = 0; turn < 3; turn++) await next()
  await Promise.all(asked)
  expect(batches).toEqual([[1], [2], [3, 4]])
})

test('who comes when too many wait is refused, and takes nothing from the others', async () => {
  const { run, next } = byHand()
  const group = createGroup(run, { max: 10, lanes: 1, maxWaiting: 2, refuse: () => new Error('full') })
  const asked = [1, 2, 3].map((item) => group.ask(item))
  await expect(group.ask(4)).rejects.toThrow('full')
  await next()
  await next()
  expect(await Promise.all(asked)).toEqual([10, 20, 30])
})

test.each([
  [true, ['ok', 'ok', 'bad']],
  [false, ['ok', 'bad', 'bad']],
])(
  'one that fails takes its neighbours with it unless each is tried alone: %s',
  async (retriesAlone, ends) => {
    const run = async (items: readonly number[]) => {
      await new Promise((resolve) => setImmediate(resolve))
      if (items.includes(3)) throw new Error('bad')
      return items.map(() => 'ok')
    }
    const group = createGroup(run, { max: 10, lanes: 1, retriesAlone })
    const asked = [1, 2, 3].map((item) => group.ask(item).catch((error: Error) => error.message))
    expect(await Promise.all(asked)).toEqual(ends)
    // It goes on after a failure.
    expect(await group.ask(7)).toBe('ok')
  },
)

test('draining waits for all that was asked', async () => {
  const { run, batches, next } = byHand()
  const group = createGroup(run, { max: 1, lanes: 1 })
  const asked = [group.ask(1), group.ask(2)]
  let isDrained = false
  const draining = group.drain().then(() => {
    isDrained = true
  })
  await next()
  expect(isDrained).toBe(false)
  await next()
  await draining
  expect(batches).toHaveLength(2)
  await Promise.all(asked)
})
