// A worker of the product sync in a process of its own, for those who kill it and for those who measure it.
import { setTimeout as sleep } from 'node:timers/promises'
import { readConfig } from '../../src/config.ts'
import { startHost } from '../../src/entry/host.ts'
import { runSyncRound } from '../../src/jobs/sync-round.ts'

const host = await startHost(
  readConfig(process.env),
  (_level, event, fields) => {
    if (event === 'background work failed') process.stderr.write(`${JSON.stringify(fields)}\n`)
  },
  { clock: false },
)
process.stdout.write('ready\n')
for (;;) {
  await runSyncRound(host.services, {
    budgetMs: 60_000,
    leaseSeconds: Number(process.env['LEASE_SECONDS'] ?? 60),
  })
  await sleep(100)
}
