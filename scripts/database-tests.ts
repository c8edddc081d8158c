// Prints the test files that open a database or Valkey, by following their imports: what another engine can change.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const OPENERS = ['database.ts', 'bare-database.ts'].map((name) => join('test', 'support', name))
const reaches = new Map<string, boolean>()

function importsOf(file: string): string[] {
  const found = readFileSync(file, 'utf8').matchAll(/from '(\.[^']+\.ts)'/g)
  return [...found].map(([, target = '']) => join(dirname(file), target))
}

function reachesDatabase(file: string): boolean {
  const known = reaches.get(file)
  if (known !== undefined) return known
  // Until it is known otherwise: a circle of imports reaches nothing by itself.
  reaches.set(file, false)
  const found =
    OPENERS.includes(file) ||
    readFileSync(file, 'utf8').includes("process.env['REDIS_URL']") ||
    importsOf(file).some(reachesDatabase)
  reaches.set(file, found)
  return found
}

const files = ['src', 'test', 'sandbox'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
)
// The tests in a browser have a run of their own.
const tests = files.filter((file) => file.endsWith('.test.ts') && !file.startsWith(join('test', 'browser')))
console.log(tests.filter(reachesDatabase).sort().join('\n'))
