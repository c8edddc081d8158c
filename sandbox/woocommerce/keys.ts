// The API keys that a merchant made in the shop, each of another kind.
import { createRandom } from '../random.ts'

/** A key of WooCommerce → Settings → Advanced → REST API. */
export type ApiKey = {
  readonly consumer_key: string
  readonly consumer_secret: string
  readonly permissions: 'read' | 'write' | 'read_write'
  readonly role: 'administrator' | 'shop_manager' | 'customer'
}

/** One key of every kind. `read` is what the documentation of this product asks a merchant for. */
export type ApiKeys = {
  readonly read: ApiKey
  readonly readWrite: ApiKey
  readonly writeOnly: ApiKey
  readonly shopManager: ApiKey
  /** Of a user who may not see the shop's data: the key is good, and of no use. */
  readonly customer: ApiKey
}

/** The same keys for the same name, in every run. */
export function createKeys(name: string): ApiKeys {
  const random = createRandom(`${name}/keys`)
  const hex = () => Array.from({ length: 40 }, () => random.int(0, 15).toString(16)).join('')
  const make = (permissions: ApiKey['permissions'], role: ApiKey['role']): ApiKey => ({
    consumer_key: `ck_${hex()}`,
    consumer_secret: `cs_${hex()}`,
    permissions,
    role,
  })
  return {
    read: make('read', 'administrator'),
    readWrite: make('read_write', 'administrator'),
    writeOnly: make('write', 'administrator'),
    shopManager: make('read', 'shop_manager'),
    customer: make('read_write', 'customer'),
  }
}
