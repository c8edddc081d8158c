// The whole service at the address that it believes in, with its clock and the sandbox shops, and a Chromium.
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { inject } from 'vitest'
import { type Sandbox, startSandbox } from '../../../sandbox/start.ts'
import { type Config, readConfig } from '../../../src/config.ts'
import { readDashboard } from '../../../src/entry/dashboard-files.ts'
import { startHost } from '../../../src/entry/host.ts'
import type { SandboxShop } from '../../../src/services.ts'
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
    ALLOW_PRIVATE_SHOP_ADDRESSES: 'true',
    RATE_LIMIT_PER_MINUTE: '100000',
    SHOPIFY_API_ORIGIN: sandbox.shopify.origin,
    SHOPIFY_CLIENT_ID: sandbox.access.shopify.client_id,
    SHOPIFY_CLIENT_SECRET: sandbox.access.shopify.client_secret,
    SHOPIFY_READ_ALL_ORDERS: 'true',
    SHOPRENTER_API_ORIGIN: sandbox.shoprenter.origin,
    SHOPRENTER_TOKEN_ORIGIN: sandbox.shoprenter.origin,
    SHOPRENTER_CLIENT_ID: sandbox.shoprenterApp.clientId,
    SHOPRENTER_CLIENT_SECRET: sandbox.shoprenterApp.clientSecret,
  })
}

function sandboxShops({ access }: Sandbox): SandboxShop[] {
  const client = ({ shop, client_id, client_secret }: Sandbox['access']['shopify' | 'shoprenter']) => ({
    shop,
    client_id,
    client_secret,
  })
  return [
    { platform: 'shopify', credentials: client(access.shopify) },
    { platform: 'woocommerce', credentials: access.woocommerce },
    { platform: 'shoprenter', credentials: client(access.shoprenter) },
  ]
}

function registerApp({ shoprenterApp }: Sandbox, url: string): void {
  const ours = `${url}/functions/v1/oauth-shoprenter`
  shoprenterApp.register({
    redirectUri: `${ours}/callback`,
    entryPoint: `${ours}/entry`,
    uninstallUri: `${url}/functions/v1/webhooks/shoprenter`,
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
    sandboxShops: sandboxShops(sandbox),
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
