// A cell stays a cell: for a reader of RFC 4180 and for a spreadsheet that runs formulas.
import { expect, test } from 'vitest'
import { toCsvLine } from './log-csv.ts'

test.each([
  [['a', 1, null, 'b'], 'a,1,,b\r\n'],
  [['a,b', 'say "x"', 'two\nlines'], '"a,b","say ""x""","two\nlines"\r\n'],
  [['=1+1', '+1', '-1', '@x', '\tx', '\rx'], `'=1+1,'+1,'-1,'@x,'\tx,"'\rx"\r\n`],
  [['=cmd|"/c calc"!A1'], `"'=cmd|""/c calc""!A1"\r\n`],
  [[' =1', 'a=1'], ' =1,a=1\r\n'],
])('%j', (values, line) => {
  expect(toCsvLine(values)).toBe(line)
})
