// Makes the sandbox shop's copy of Shopify's Admin schema out of Shopify's own package, or checks it with --check.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { buildClientSchema, type IntrospectionQuery, printSchema } from 'graphql'

const PACKAGE = '@shopify/dev-mcp@1.16.0'
const SOURCE = 'package/dist/data/admin_2026-10.json.gz'
const SOURCE_SHA256 = 'f3b522f264556925eada700e795e4a002a9cba83444ebcc6c0d724254a0c6593'
const FOLDER = fileURLToPath(new URL('../sandbox/shopify/schema/', import.meta.url))

type ScopeItem = {
  readonly type: string
  readonly typeName: string
  readonly fieldName?: string
  readonly offlineScopes: readonly string[]
}
type Source = { data: IntrospectionQuery; offline_scopes: { items: readonly ScopeItem[] } }

/** The package is 200 MB with all it depends on, so only its own archive is fetched, and only for this. */
function fetchSource(): Source {
  const folder = mkdtempSync(join(tmpdir(), 'shopify-schema-'))
  try {
    const command = ['pack', PACKAGE, '--ignore-scripts', '--json', '--pack-destination', folder]
    const output = execFileSync('npm', command, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      shell: process.platform === 'win32',
    })
    const [packed] = JSON.parse(output) as { filename: string }[]
    if (!packed) throw new Error('npm pack named no archive')
    execFileSync('tar', ['-xzf', packed.filename.replace(/^.*[/\\]/, ''), SOURCE], { cwd: folder })
    const zipped = readFileSync(join(folder, SOURCE))
    const sum = createHash('sha256').update(zipped).digest('hex')
    if (sum !== SOURCE_SHA256) throw new Error(`${SOURCE} has another SHA-256: ${sum}`)
    return JSON.parse(gunzipSync(zipped).toString('utf8')) as Source
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Descriptions are four fifths of the text and decide nothing; deprecations stay. */
function withoutDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDescriptions)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'description')
      .map(([name, inner]) => [name, withoutDescriptions(inner)]),
  )
}

function schemaText(source: Source): string {
  const bare = withoutDescriptions(source.data) as IntrospectionQuery
  return `${printSchema(buildClientSchema(bare, { assumeValid: true }))}\n`
}

/** Which access scopes a token needs, any one of them, for a type or for `Type.field`. */
function scopesText(source: Source): string {
  const scopes: Record<string, readonly string[]> = {}
  for (const item of source.offline_scopes.items) {
    if (item.offlineScopes.length === 0) continue
    scopes[item.type === 'type' ? item.typeName : `${item.typeName}.${item.fieldName}`] = item.offlineScopes
  }
  return `${JSON.stringify(scopes)}\n`
}

const source = fetchSource()
const files = {
  'admin-2026-10.graphql.gz': schemaText(source),
  'access-scopes.json.gz': scopesText(source),
}
let stale = 0
for (const [name, text] of Object.entries(files)) {
  const path = join(FOLDER, name)
  if (!process.argv.includes('--check')) {
    writeFileSync(path, gzipSync(text, { level: 9 }))
    console.log(`${name}: ${text.length} characters written`)
  } else if (gunzipSync(readFileSync(path)).toString('utf8') === text) {
    console.log(`${name}: as ${PACKAGE} has it`)
  } else {
    console.error(`${name} is not what ${PACKAGE} gives. Run: node scripts/shopify-schema.ts`)
    stale++
  }
}
process.exitCode = stale === 0 ? 0 : 1
