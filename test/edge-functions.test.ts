// The edge functions as files: one for each function, the versions of package.json, and nothing that only Node has.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { ConfigError } from '../src/config.ts'
import { readEdgeConfig } from '../src/entry/edge.ts'
import { isDue } from '../src/jobs/due-jobs.ts'
import { JOBS } from '../src/jobs/index.ts'
import denoJson from '../supabase/functions/deno.json' with { type: 'json' }

const root = fileURLToPath(new URL('..', import.meta.url))
const text = (path: string) => readFileSync(join(root, path), 'utf8')
const FUNCTIONS = readdirSync(join(root, 'supabase/functions'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort()

/** Every module that is loaded at run time from this file on: our files, and the names of others. */
function reachedFrom(file: string, reached = new Set<string>()): Set<string> {
  if (reached.has(file)) return reached
  reached.add(file)
  const imports = text(file).matchAll(/^(?:import|export) (?!type\b)([^'";]*?)from '([^']+)'/gm)
  for (const [, names = '', target = ''] of imports) {
    const named = names
      .replace(/[{}\s]/g, ' ')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
    if (named.every((name) => name.startsWith('type '))) continue
    if (target.startsWith('.')) reachedFrom(join(dirname(file), target), reached)
    else reached.add(target)
  }
  return reached
}

describe('the files', () => {
  test('every function of the contract has its folder of three lines', () => {
    const [, union = ''] =
      /export type FunctionName =([^\n]*(?:\n {2}\|[^\n]*)*)/.exec(text('src/operation.ts')) ?? []
    expect(FUNCTIONS).toEqual([...union.matchAll(/'([\w-]+)'/g)].map(([, name]) => name).sort())
    for (const name of FUNCTIONS) {
      const lines = text(`supabase/functions/${name}/index.ts`).split('\n').filter(Boolean)
      expect(lines).toHaveLength(3)
      expect(lines[2]).toBe(`serveFunction('${name}')`)
    }
  })

  test('Supabase checks no JWT before a function, and gives each the import map', () => {
    const parts = text('supabase/config.toml')
      .split(/^\[functions\./m)
      .slice(1)
    expect(parts.map((part) => part.split(']')[0]).sort()).toEqual(FUNCTIONS)
    for (const part of parts) {
      expect(part).toMatch(/^verify_jwt = false$/m)
      const [, map = ''] = /^import_map = "\.\/(.+)"$/m.exec(part) ?? []
      expect(existsSync(join(root, 'supabase', map))).toBe(true)
    }
  })

  const reached = reachedFrom('src/entry/edge.ts')
  const packages = [...reached].filter((name) => !name.startsWith('src/') && !name.startsWith('node:'))

  test('deno.json has what is imported, in the versions of package.json', () => {
    const versions: Record<string, string> = packageJson.dependencies
    const mapped = Object.entries(denoJson.imports)
    for (const [name, target] of mapped) {
      const bare = name.replace(/\/$/, '')
      const version = versions[bare]
      expect(target).toBe(name.endsWith('/') ? `npm:/${bare}@${version}/` : `npm:${bare}@${version}`)
    }
    const isMapped = (name: string) =>
      mapped.some(([from]) => name === from || (from.endsWith('/') && name.startsWith(from)))
    expect(packages.length).toBeGreaterThan(15)
    expect(packages.filter((name) => !isMapped(name))).toEqual([])
  })

  test('no native addon and nothing of the Node host is on the way', () => {
    const onNode =
      /^(@node-rs|@electric-sql|@hono\/node-server|better-auth|pg-boss|pino|prom-client|nodemailer)/
    expect([...reached].filter((name) => onNode.test(name))).toEqual([])
    const entries = [...reached].filter((name) => name.startsWith('src/entry/')).sort()
    expect(entries).toEqual(['src/entry/assemble.ts', 'src/entry/edge.ts'])
    expect([...reached].filter((name) => name.startsWith('node:')).sort()).toEqual([
      'node:dns',
      'node:timers/promises',
    ])
  })
})

describe('the configuration', () => {
  const KEYS = { ENCRYPTION_KEYS: `k:${btoa('k'.repeat(32))}` }
  const SUPABASE = {
    SUPABASE_URL: 'https://abc.supabase.co',
    SUPABASE_DB_URL: 'postgresql://postgres@db/postgres',
  }

  test('Supabase’s own variables are enough beside the keys', () => {
    const { config, databaseUrl, authJwksUrl } = readEdgeConfig({ ...SUPABASE, ...KEYS })
    expect(databaseUrl).toBe(SUPABASE.SUPABASE_DB_URL)
    expect(authJwksUrl).toBe('https://abc.supabase.co/auth/v1/.well-known/jwks.json')
    expect(config.authIssuer).toBe('https://abc.supabase.co/auth/v1')
    expect(config.publicUrl).toBe('https://abc.supabase.co')
  })

  test('what is set goes before them', () => {
    const set = { DATABASE_URL: 'postgres://other/db', AUTH_ISSUER: 'http://127.0.0.1:54321/auth/v1' }
    const { config, databaseUrl } = readEdgeConfig({ ...SUPABASE, ...KEYS, ...set })
    expect([databaseUrl, config.authIssuer]).toEqual([set.DATABASE_URL, set.AUTH_ISSUER])
  })

  test('without a database, keys or users it says what is missing', () => {
    for (const missing of [SUPABASE, { ...KEYS, SUPABASE_URL: SUPABASE.SUPABASE_URL }, KEYS])
      expect(() => readEdgeConfig(missing)).toThrow(ConfigError)
  })
})

test('each job is due in its minutes alone', () => {
  const at = (time: string) =>
    JOBS.filter((job) => isDue(job, new Date(`2026-11-25T${time}:30Z`))).map(({ name }) => name)
  expect(at('12:00')).toEqual(['webhook-work', 'product-sync'])
  expect(at('12:07')).toEqual(['webhook-work', 'key-reminders', 'product-sync'])
  expect(at('03:17')).toContain('retention')
  expect(at('04:17')).not.toContain('retention')
})
