// The cut gives what was selected and not one key more, whatever the keys are called.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutFields, type FieldSelection, selectFields } from './fields.ts'

const names = fc.constantFrom(
  'id',
  'email',
  'lines',
  'sku',
  '__proto__',
  'constructor',
  'toString',
  'length',
  '0',
)
const path = fc.array(names, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'))
const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))
const { tree: record } = fc.letrec((tie) => ({
  tree: fc.dictionary(
    names,
    fc.oneof({ maxDepth: 3 }, leaf, tie('tree'), fc.array(tie('tree'), { maxLength: 3 })),
    {
      noNullPrototype: true,
      maxKeys: 5,
    },
  ),
}))

/** Every path of names to a leaf of `value`; places in lists are not part of it. */
function leafPaths(value: unknown, at: readonly string[] = []): string[][] {
  if (Array.isArray(value)) return value.flatMap((item) => leafPaths(item, at))
  if (value === null || typeof value !== 'object') return [[...at]]
  return Object.entries(value).flatMap(([name, inner]) => leafPaths(inner, [...at, name]))
}

function isSelected(leafPath: readonly string[], selected: readonly string[]): boolean {
  return selected.some((name) => {
    const parts = name.split('.')
    // The second case: a plain value where the selection goes on, as in `id.x`, is given whole.
    return parts.every((part, index) => leafPath.length <= index || leafPath[index] === part)
  })
}

describe('selectFields', () => {
  it('makes a tree', () => {
    expect(plain(selectFields(['id', 'customer.email', 'customer.id', 'line_items.sku']))).toEqual({
      id: {},
      customer: { email: {}, id: {} },
      line_items: { sku: {} },
    })
  })

  it('lets the whole win over its parts, in any order', () => {
    expect(plain(selectFields(['customer.email', 'customer']))).toEqual({ customer: {} })
    expect(plain(selectFields(['customer', 'customer.email.x']))).toEqual({ customer: {} })
    expect(plain(selectFields(['a.b', 'a.b.c', 'a.d']))).toEqual({ a: { b: {}, d: {} } })
  })

  it('is not fooled by names that every object has', () => {
    const selection = selectFields(['__proto__.polluted', 'constructor.prototype.polluted'])
    expect(Object.keys(selection)).toEqual(['__proto__', 'constructor'])
    expect('polluted' in {}).toBe(false)
  })
})

describe('cutFields', () => {
  it('cuts objects and lists, keeps null, and leaves out what is not there', () => {
    const order = {
      id: '1',
      customer: null,
      line_items: [{ sku: 'A', name: 'x' }, { name: 'y' }],
      totals: { total: { amount: '1.00', currency: 'HUF' }, tax: null },
    }
    const selection = selectFields(['id', 'customer.email', 'line_items.sku', 'totals.total', 'nothing'])
    expect(cutFields(order, selection)).toEqual({
      id: '1',
      customer: null,
      line_items: [{ sku: 'A' }, {}],
      totals: { total: { amount: '1.00', currency: 'HUF' } },
    })
  })

  it('gives nothing that an object merely inherits', () => {
    expect(
      cutFields({ id: '1' }, selectFields(['constructor', 'toString', '__proto__', 'hasOwnProperty'])),
    ).toEqual({})
  })

  it('gives an own key called __proto__ as a key, and no prototype', () => {
    const source: unknown = JSON.parse('{"__proto__": {"admin": true, "x": 1}, "id": 1}')
    const cut = cutFields(source, selectFields(['__proto__.admin']))
    expect(JSON.stringify(cut)).toBe('{"__proto__":{"admin":true}}')
    expect(Object.getPrototypeOf(cut)).toBe(Object.prototype)
    expect((cut as { admin?: boolean }).admin).toBeUndefined()
  })

  it('yields selected paths only, and every selected one that is there', () => {
    fc.assert(
      fc.property(record, fc.array(path, { minLength: 1, maxLength: 5 }), (value, selected) => {
        const before = JSON.stringify(value)
        const cut = cutFields(value, selectFields(selected))
        const wanted = leafPaths(value).filter((leafPath) => isSelected(leafPath, selected))
        expect(leafPaths(cut)).toHaveLength(wanted.length)
        expect(leafPaths(cut).toSorted()).toEqual(wanted.toSorted())
        expect(JSON.stringify(value)).toBe(before)
      }),
      { numRuns: 200 },
    )
  })

  it('with nothing selected is the value itself', () => {
    fc.assert(
      fc.property(record, (value) => {
        expect(cutFields(value, selectFields([]))).toBe(value)
      }),
    )
  })
})

/** The tree with ordinary prototypes, to compare it. */
function plain(selection: FieldSelection): unknown {
  return JSON.parse(JSON.stringify(selection))
}
