// The one check: types, lint and format, the layout, and that generated files are fresh. Seconds.
import { spawn } from 'node:child_process'

const STEPS: readonly (readonly [string, string])[] = [
  ['types of the service', 'tsc -p tsconfig.json'],
  ['types of everything', 'tsc -p tsconfig.node.json'],
  ['types of the dashboard', 'tsc -p dashboard/tsconfig.json --noEmit'],
  ['lint and format', 'biome check --error-on-warnings .'],
  ['layout', 'vitest run test/layout.test.ts'],
  ['generated files', 'node scripts/print-docs.ts --check'],
]

type Result = { name: string; ok: boolean; seconds: number; output: string }

function run(name: string, command: string): Promise<Result> {
  const startedAt = performance.now()
  return new Promise((resolve) => {
    const child = spawn(command, {
      shell: true,
      env: { ...process.env, SHOPCALL_TEST_WITHOUT_DATABASE: '1' },
    })
    let output = ''
    child.stdout.on('data', (part: Buffer) => {
      output += part.toString()
    })
    child.stderr.on('data', (part: Buffer) => {
      output += part.toString()
    })
    child.once('close', (code) =>
      resolve({ name, ok: code === 0, seconds: (performance.now() - startedAt) / 1000, output }),
    )
  })
}

const results = await Promise.all(STEPS.map(([name, command]) => run(name, command)))
for (const { name, ok, seconds, output } of results) {
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds.toFixed(1)} s)`)
  if (!ok) console.log(output)
}
process.exit(results.every((result) => result.ok) ? 0 : 1)
