// `npm run sandbox`: the sandbox shops alone, until they are stopped.
import { startSandbox } from './start.ts'

const firstPort = Number(process.env['SANDBOX_PORT'] ?? 8788)
const sandbox = await startSandbox(firstPort)
// Where `npm start` listens by itself; the shops' pages lead there.
const functions = `${process.env['PUBLIC_URL'] ?? 'http://localhost:8787'}/functions/v1`
sandbox.shoprenterApp.register({
  redirectUri: `${functions}/oauth-shoprenter/callback`,
  entryPoint: `${functions}/oauth-shoprenter/entry`,
  uninstallUri: `${functions}/webhooks/shoprenter`,
})
console.log(JSON.stringify(sandbox.access, null, 2))
console.log('Start the service beside it with:')
console.log(
  `ALLOW_PRIVATE_SHOP_ADDRESSES=true SHOPIFY_API_ORIGIN=${sandbox.shopify.origin} SHOPIFY_CLIENT_ID=${sandbox.access.shopify.client_id} SHOPIFY_CLIENT_SECRET=${sandbox.access.shopify.client_secret} SHOPRENTER_API_ORIGIN=${sandbox.shoprenter.origin} SHOPRENTER_TOKEN_ORIGIN=${sandbox.shoprenter.origin} SHOPRENTER_CLIENT_ID=${sandbox.shoprenterApp.clientId} SHOPRENTER_CLIENT_SECRET=${sandbox.shoprenterApp.clientSecret} npm start`,
)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void sandbox.close().then(() => process.exit(0)))
}
