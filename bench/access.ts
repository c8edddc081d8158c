// How fast keys are checked, and whether a flood of guesses is felt by a valid key. Prints ratios.
import { generateApiKey } from '../src/access/api-key-format.ts'
import { type LoadResult, runLoad } from './load.ts'
import { printedOrigin, signUp, start, startService, stopAll } from './service.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3)
const ROUND_SECONDS = 3
const FLOOD_SECONDS = 8
const FLOOD_PER_SECOND = 5_000
const PORT = Number(process.env['BENCH_PORT'] ?? 8899)
const PATH = '/functions/v1/webshop-data-api/stores'

const line = (name: string, result: LoadResult) =>
  `${name.padEnd(34)} ${result.perSecond.toFixed(0).padStart(7)}/s  p50 ${result.p50.toFixed(2)} ms  p99 ${result.p99.toFixed(2)} ms  ${JSON.stringify(result.statuses)}`

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

try {
  const bare = await printedOrigin(start({ file: './bare.ts' }))
  // So that the guesses may come from an address of their own, as they would.
  const { origin: service } = await startService(PORT, { TRUSTED_PROXIES: '127.0.0.1/32' })
  const valid = { authorization: `Bearer ${(await signUp(service)).key}`, 'x-forwarded-for': '198.51.100.7' }
  await runLoad({ origin: service, path: PATH, headers: valid, seconds: 1, connections: 4 })

  console.log(`Valid keys, warm, 16 at once, ${ROUNDS} rounds in turn with a bare handler`)
  const ratios: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const load = { path: PATH, headers: valid, seconds: ROUND_SECONDS, connections: 16 }
    const base = await runLoad({ ...load, origin: bare })
    const ours = await runLoad({ ...load, origin: service })
    console.log(line('  bare handler', base))
    console.log(line('  this service', ours))
    ratios.push(ours.perSecond / base.perSecond)
  }
  console.log(`ratio to the bare handler: ${median(ratios).toFixed(3)}`)

  console.log(`\nA valid key at 50 a second, alone and under ${FLOOD_PER_SECOND} guesses a second`)
  const calm = {
    origin: service,
    path: PATH,
    headers: valid,
    seconds: FLOOD_SECONDS,
    connections: 4,
    perSecond: 50,
  }
  const idle = await runLoad(calm)
  console.log(line('  alone', idle))
  let count = 0
  const guesses = () => ({
    authorization: `Bearer ${generateApiKey()}`,
    'x-forwarded-for': `203.0.113.${count++ % 250}`,
  })
  const [flooded, flood] = await Promise.all([
    runLoad(calm),
    runLoad({ ...calm, headers: guesses, connections: 32, perSecond: FLOOD_PER_SECOND }),
  ])
  console.log(line('  under the flood', flooded))
  console.log(line('  the flood', flood))
  console.log(`p99 under the flood to p99 alone: ${(flooded.p99 / idle.p99).toFixed(2)}`)
} finally {
  stopAll()
}
