// Coverage is complete only when nothing speaks against it, and says each reason once.
import { describe, expect, it } from 'vitest'
import { coverageOf, coverageSchema } from './page.ts'

const window = { code: 'order_history_window', detail: 'Orders of 60 days.', since: '2026-09-21T00:00:00Z' }
const scan = { code: 'scan_limit', detail: 'Stopped early.' }

describe('coverageOf', () => {
  it('is complete without a reason', () => {
    expect(coverageOf([])).toEqual({ complete: true, reasons: [] })
  })

  it('keeps the reasons in their order, each once', () => {
    const coverage = coverageOf([window, scan, { ...window }, { ...scan }])
    expect(coverage).toEqual({ complete: false, reasons: [window, scan] })
    expect(coverageSchema.parse(coverage)).toEqual(coverage)
  })

  it('keeps two reasons that share a code but not what they say', () => {
    const other = { code: 'scan_limit', detail: 'Something else.' }
    expect(coverageOf([scan, other]).reasons).toEqual([scan, other])
  })

  it('does not take one reason for another by how code and detail are put together', () => {
    const reasons = [
      { code: 'a', detail: 'b\nc' },
      { code: 'a b', detail: 'c' },
    ]
    expect(coverageOf(reasons).reasons).toHaveLength(2)
  })
})
