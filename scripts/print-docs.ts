// Prints docs/errors.md, docs/openapi.json and the tables of docs/connecting.md from the code; with --check it only says whether they are fresh.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { ERRORS } from '../src/errors.ts'
import { PROBLEMS } from '../src/model/health.ts'
import { toOpenApi } from '../src/openapi.ts'
import { OPERATIONS } from '../src/operations/index.ts'
import { SCOPES } from '../src/platforms/shoprenter/client.ts'
import { VERSION } from '../src/version.ts'

function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, title, retryable }]) =>
      `| ${status} | \`${code}\` | ${title} | ${retryable ? 'yes' : 'no'} |`,
  )
  return [
    '# Errors',
    '',
    'Printed from the table in `src/errors.ts` by `node scripts/print-docs.ts`; do not edit.',
    '',
    'Every error answer is RFC 9457 `application/problem+json` with `type`, `title`, `status`, `detail`, `code` and',
    '`request_id`, and for bad input `errors`, a list of `{ field, message }`. Programs branch on `code`.',
    '',
    '| status | code | meaning | worth retrying |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

/** The page as it is written, with its printed parts anew. */
function connectingPage(): string {
  const parts: Readonly<Record<string, readonly string[]>> = {
    problems: [
      '| code | state | how to mend it | így hárítható el |',
      '| --- | --- | --- | --- |',
      ...Object.entries(PROBLEMS).map(
        ([code, { state, en, hu }]) => `| \`${code}\` | \`${state}\` | ${en} | ${hu} |`,
      ),
    ],
    scopes: [...new Set(Object.values(SCOPES))].sort().map((scope) => `- \`${scope}\``),
  }
  const written = readFileSync(new URL('../docs/connecting.md', import.meta.url), 'utf8')
  return written.replaceAll(
    /(<!-- printed: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, begin: string, name: string, end: string) =>
      [begin, ...(parts[name] ?? []), '', end].join('\n').replace(/\n{3,}/g, '\n\n'),
  )
}

const FILES: readonly (readonly [string, string])[] = [
  ['docs/errors.md', errorsPage()],
  ['docs/connecting.md', connectingPage()],
  [
    'docs/openapi.json',
    `${JSON.stringify(toOpenApi(OPERATIONS, 'http://localhost:8787', VERSION), null, 2)}\n`,
  ],
]

let stale = 0
for (const [name, content] of FILES) {
  const file = new URL(`../${name}`, import.meta.url)
  if (existsSync(file) && readFileSync(file, 'utf8') === content) continue
  if (process.argv.includes('--check')) {
    console.log(`${name} is not what the code says. Run: node scripts/print-docs.ts`)
    stale++
  } else {
    writeFileSync(file, content)
    console.log(`wrote ${name}`)
  }
}
process.exit(stale > 0 ? 1 : 0)
