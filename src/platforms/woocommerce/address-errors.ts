// What is wrong with the address of a shop, and how its owner mends it.
import { AppError } from '../../errors.ts'

/** Neither an index with `wc/v3` nor a hint where one is. */
export function noWooCommerce(): AppError {
  return new AppError('shop_invalid_response', 'There is no WooCommerce shop at this address.', {
    reason: 'no_woocommerce',
  })
}

/** Without pretty addresses keys are not looked at (facts: detection). */
export function plainPermalinks(): AppError {
  return new AppError(
    'shop_invalid_response',
    'The shop has plain permalinks, with which WooCommerce keys do not work. In WordPress, under Settings, Permalinks, choose any other structure.',
    { reason: 'plain_permalinks' },
  )
}

/** A shop without TLS: what is read of it would travel open. */
export function httpOnly(): AppError {
  return new AppError(
    'shop_invalid_response',
    'The shop answers over http only, without https. Have a certificate set up for it (most hosts do it for nothing), and in WordPress, under Settings, General, let both addresses begin with https://.',
    { reason: 'http_only' },
  )
}

/** A redirect to another host than the same shop's, which is not followed. */
export function leadsElsewhere(): AppError {
  return new AppError(
    'shop_invalid_response',
    "This address only leads to another one. Give the address that the shop's own pages have.",
    { reason: 'redirect' },
  )
}
