// The whole service at the address that it believes in, with its clock and the sandbox shops, and a Chromium.
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { inject } from 'vitest'
import { environmentBeside, offeredShops, registerApp } from '../../../sandbox/beside.ts'
import { type Sandbox, startSandbox } from '../../../sandbox/start.ts'
import { type Config, readConfig } from '../../../src/config.ts'
import { readDashboard } from '../../../src/entry/dashboard-files.ts'
import { startHost } from '../../../src/entry/host.ts'
import { knownAddress } from '../../support/browser.ts'
import { openTestDatabase } from '../../support/database.ts'
import { SERVICE_SECRET } from '../../support/service.ts'

/** What a test stands on. */
export type Stage = {
  /** Where the service and its dashboard are. */
  readonly url: string
  readonly sandbox: Sandbox
  readonly browser: Browser
  close(): Promise<void>
}

function configFor(sandbox: Sandbox, address: Record<string, string>): Config {
  return readConfig({
    ...address,
    ENCRYPTION_KEYS: `test:${btoa('k'.repeat(32))}`,
    SERVICE_SECRET,
    SANDBOX: 'true',
    RATE_LIMIT_PER_MINUTE: '100000',
    ...environmentBeside(sandbox),
  })
}

/** Starts it all; the dashboard must have been built. */
export async function startStage(): Promise<Stage> {
  if (!readDashboard().has('/index.html')) throw new Error('Build the dashboard: npm run dashboard:build')
  const executablePath = inject('chromium')
  if (!existsSync(executablePath)) throw new Error(`There is no Chromium at ${executablePath}`)
  const [sandbox, db, address] = await Promise.all([startSandbox(), openTestDatabase(), knownAddress()])
  const host = await startHost(configFor(sandbox, address), () => undefined, {
    database: { ...db.database, close: async () => undefined },
    sandboxShops: offeredShops(sandbox),
  })
  registerApp(sandbox, host.url)
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  return {
    url: host.url,
    sandbox,
    browser,
    close: async () => {
      await browser.close()
      await host.stop()
      await sandbox.close()
      await db.close()
    },
  }
}
