// The walls of the house: who may import whom, who may touch the runtime, and that CONTRIBUTING.md is true.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { VERSION } from '../src/version.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

function filesBelow(folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.ts'))
}

const isTest = (file: string) => file.endsWith('.test.ts')
const text = (file: string) => readFileSync(join(root, file), 'utf8')
const code = (file: string) =>
  text(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')

function importsOf(file: string): string[] {
  const found = [...code(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '')
  return found.map((target) =>
    target.startsWith('.')
      ? relative(root, normalize(join(root, dirname(file), target))).replaceAll('\\', '/')
      : target,
  )
}

/** The floor of a file; it may import from its own floor and those below (higher numbers). */
const FLOORS: readonly [RegExp, number][] = [
  [/^src\/entry\//, 0],
  [/^src\/(app|docs|dashboard|openapi|http-\w+|accounts)\.ts$/, 1],
  [/^src\/callbacks\//, 1],
  [/^src\/webhooks\//, 1],
  [/^src\/mcp\/(routes|server|vapi)\.ts$/, 1],
  [/^src\/mcp\//, 2],
  [/^src\/jobs\//, 1],
  [/^src\/operations\//, 2],
  [/^src\/(operation|perform|caller|services|stopwatch)\.ts$/, 3],
  [/^src\/access\//, 3],
  [/^src\/catalogue\//, 3],
  [/^src\/platforms\//, 4],
  [/^src\/db\//, 4],
  [/^src\/(config|log|crypto|version|queue|report|sentry|metrics|traces)\.ts$/, 5],
  [/^src\/model\//, 5],
  [/^src\/errors\.ts$/, 6],
]
const floorOf = (file: string) => FLOORS.find(([pattern]) => pattern.test(file))?.[1]

/** Types that a lower floor may take from a higher one, with the reason. */
const EXCEPTIONS: readonly (readonly [string, string])[] = [
  ['src/http-answer.ts', 'src/app.ts'],
  // The configuration names where the platforms are; only a type.
  ['src/config.ts', 'src/platforms/platform.ts'],
]

const sources = filesBelow('src').filter((file) => !isTest(file))

describe('imports', () => {
  test('every source file has a floor', () => {
    expect(sources.filter((file) => floorOf(file) === undefined)).toEqual([])
  })

  test('nothing looks up', () => {
    const bad = sources.flatMap((file) =>
      importsOf(file)
        .filter((target) => target.startsWith('src/'))
        .filter((target) => (floorOf(target) ?? -1) < (floorOf(file) ?? -1))
        .filter((target) => !EXCEPTIONS.some(([from, to]) => from === file && to === target))
        .map((target) => `${file} → ${target}`),
    )
    expect(bad).toEqual([])
  })

  test('a platform knows no other platform, no database and no HTTP server', () => {
    const bad = sources.flatMap((file) => {
      const own = /^src\/platforms\/(\w+)\//.exec(file)?.[1]
      if (!own) return []
      return importsOf(file)
        .filter((target) => {
          const other = /^src\/platforms\/(\w+)\//.exec(target)?.[1]
          return (
            (other !== undefined && other !== own) ||
            /^src\/(db|access|operations|app)/.test(target) ||
            target.startsWith('hono')
          )
        })
        .map((target) => `${file} → ${target}`)
    })
    expect(bad).toEqual([])
  })

  test('the model and the errors are pure', () => {
    const allowed = /^(src\/(model|errors)|zod$|big\.js$|libphonenumber-js)/
    const bad = sources
      .filter((file) => /^src\/(model\/|errors)/.test(file))
      .flatMap((file) =>
        importsOf(file)
          .filter((target) => !allowed.test(target))
          .map((target) => `${file} → ${target}`),
      )
    expect(bad).toEqual([])
  })

  test('the sandbox knows nothing of src, and src nothing of the sandbox but the demo', () => {
    const sandbox = filesBelow('sandbox').filter((file) => !isTest(file))
    expect(sandbox.filter((file) => importsOf(file).some((target) => target.startsWith('src/')))).toEqual([])
    const users = sources.filter((file) => importsOf(file).some((target) => target.startsWith('sandbox/')))
    expect(users.filter((file) => !file.startsWith('src/entry/demo'))).toEqual([])
  })
})

describe('the runtime', () => {
  const outsideEntry = sources.filter((file) => !file.startsWith('src/entry/'))

  test('only the entry touches process, Deno, Buffer or node:*', () => {
    const bad = outsideEntry.filter(
      (file) =>
        /\b(process\.|Deno\.|Buffer\b|__dirname)/.test(code(file)) ||
        importsOf(file).some((target) => target.startsWith('node:')),
    )
    expect(bad).toEqual([])
  })

  test('only the egress calls out, with undici’s fetch', () => {
    const bad = outsideEntry.filter((file) => {
      if (file === 'src/platforms/egress.ts') return false
      return /(?<![.\w])fetch\(/.test(code(file)) || /globalThis\.fetch/.test(code(file))
    })
    expect(bad).toEqual([])
    expect(importsOf('src/platforms/egress.ts')).toContain('undici')
  })

  test('certificates are always checked', () => {
    expect(sources.filter((file) => code(file).includes('rejectUnauthorized'))).toEqual([])
  })

  test('the environment is read by the entry alone', () => {
    expect(outsideEntry.filter((file) => /process\.env|Deno\.env/.test(code(file)))).toEqual([])
  })

  test('nothing merges input into an object that has a prototype', () => {
    expect(sources.filter((file) => code(file).includes('Object.assign('))).toEqual([])
  })
})

describe('size and words', () => {
  const all = ['src', 'sandbox', 'test', 'scripts', 'bench'].flatMap(filesBelow)

  test('no file is over 300 lines', () => {
    expect(all.filter((file) => text(file).split('\n').length > 301)).toEqual([])
  })

  test('the first line of a file says in a sentence what it does', () => {
    expect(all.filter((file) => !/^(#!.*\n)?\/\/ \S/.test(text(file)))).toEqual([])
  })

  test('names say what a file does', () => {
    expect(all.filter((file) => /(^|\/)(utils?|helpers?|common|manager|misc)\b/.test(file))).toEqual([])
  })

  test('the version is the package’s', () => {
    expect(VERSION).toBe(packageJson.version)
  })

  test('CONTRIBUTING.md is short, and every path it names is there', () => {
    const contributing = text('CONTRIBUTING.md')
    expect(contributing.split('\n').length).toBeLessThanOrEqual(150)
    const paths = [
      ...contributing.matchAll(/`((?:src|sandbox|test|supabase|docs|bench|scripts|\.ci)\/[\w./-]*)`/g),
    ].map((match) => match[1] ?? '')
    expect(paths.length).toBeGreaterThan(10)
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })
})
