// ShopRenter's one signed call that concerns us: the app was removed from a shop. It has no webhooks for products.
import { signedTexts } from '../platforms/shoprenter/signed-call.ts'
import type { Services } from '../services.ts'
import type { Notice } from './notice.ts'
import { assertSigned, decodeSignature } from './signature.ts'

const SHOP = /^[a-z0-9][a-z0-9-]{0,62}$/
const CODE = /^[A-Za-z0-9]{1,200}$/
const TIME = /^\d{1,12}$/
/** Nothing is documented; the removal is believed only once the shop refuses our access, so a day does no harm. */
const STALE_SECONDS = 86_400

/**
 * Checks and reads the call, whose query is what is signed; null for one that is too old. Two orders of the signed
 * text are in circulation (documentation and official samples differ); the shop's name is spelled in two ways.
 */
export async function readShopRenter(services: Services, query: URLSearchParams): Promise<Notice | null> {
  const one = (...names: string[]) => {
    const values = names.flatMap((name) => query.getAll(name))
    return values.length === 1 ? (values[0] ?? '') : ''
  }
  const shop = one('shopname', 'shopName')
  const code = one('code')
  const timestamp = one('timestamp')
  const isShaped = SHOP.test(shop) && CODE.test(code) && TIME.test(timestamp)
  const secrets = isShaped ? services.config.webhookSecrets.shoprenter : []
  const spelled = query.has('shopName') ? 'shopName' : 'shopname'
  const texts = signedTexts(spelled, { shop, code, timestamp })
  assertSigned(secrets, texts, decodeSignature(one('hmac'), 'hex'))
  if (Math.abs(services.now() / 1000 - Number(timestamp)) > STALE_SECONDS) return null
  return {
    platform: 'shoprenter',
    shop,
    topic: 'app/uninstalled',
    kind: 'uninstalled',
    productId: null,
    persons: [],
    deliveryId: code,
    // The same for the same call, however it is spelled and signed.
    body: new TextEncoder().encode(`shopname=${shop}&code=${code}&timestamp=${timestamp}`),
  }
}
