// Wakes this host's clock for a sync that has just become due; where there is none, the next round finds it.
import type { Services } from '../services.ts'

/** Nothing is lost when it fails: the store is due all the same. */
export async function wakeSync(services: Services): Promise<void> {
  await services.enqueue('product-sync', {}).catch((thrown: unknown) => services.report(thrown))
}
