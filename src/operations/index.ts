// The list of everything the product can do.
import type { Operation } from '../operation.ts'
import { checkStoreAccess } from './access-check.ts'
import { listAccessLog } from './access-log.ts'
import { deleteMe, getMe } from './account.ts'
import { readAgentTools } from './agents.ts'
import { createKey, listKeys, revokeKey, rotateKey } from './api-keys.ts'
import { connectShopify, connectShopRenter, connectWooCommerce } from './connect.ts'
import { startShopify } from './connect-shopify-start.ts'
import { finalizeShopRenter } from './connect-shoprenter.ts'
import { readConnectTerms } from './connect-terms.ts'
import { startWooCommerce } from './connect-woocommerce.ts'
import { getCustomer, listCustomers, searchCustomers } from './customers.ts'
import { listReadableStores } from './key-stores.ts'
import { lookUp } from './lookup.ts'
import { getOrder, listCustomerOrders, listOrders, searchOrders } from './orders.ts'
import { listPermissionChanges, setPermissions } from './permissions.ts'
import { findSubject } from './privacy.ts'
import { readProcessingRecord } from './processing-record.ts'
import { getProduct, listOwnProducts, listProducts } from './products.ts'
import { connectSandboxShop, listSandboxShops } from './sandbox.ts'
import { listEvents } from './security-events.ts'
import { deleteStore, getStore, listStores, updateStore } from './stores.ts'
import { getSyncConfig, setSyncConfig } from './sync-config.ts'
import { listSyncs, startSync } from './syncs.ts'
import { readUsage } from './usage.ts'
import { readWebhookSetup } from './webhook-setup.ts'

/** Mounted by the app, printed by the OpenAPI document, walked by the tests. */
export const OPERATIONS: readonly Operation[] = [
  listReadableStores,
  lookUp,
  listCustomers,
  searchCustomers,
  getCustomer,
  listCustomerOrders,
  listOrders,
  searchOrders,
  getOrder,
  listProducts,
  getProduct,
  createKey,
  listKeys,
  revokeKey,
  rotateKey,
  listStores,
  getStore,
  updateStore,
  deleteStore,
  readWebhookSetup,
  checkStoreAccess,
  setPermissions,
  listPermissionChanges,
  startSync,
  listSyncs,
  getSyncConfig,
  setSyncConfig,
  listEvents,
  readConnectTerms,
  startWooCommerce,
  connectWooCommerce,
  connectShopify,
  finalizeShopRenter,
  startShopify,
  connectShopRenter,
  listAccessLog,
  readUsage,
  findSubject,
  readProcessingRecord,
  listOwnProducts,
  readAgentTools,
  listSandboxShops,
  connectSandboxShop,
  getMe,
  deleteMe,
]
