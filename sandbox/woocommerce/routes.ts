// The table of wc/v3 routes over the shop's records.
import { catalogueRoutes } from './catalogue-routes.ts'
import { customerRoutes } from './customer-routes.ts'
import { orderRoutes } from './order-routes.ts'
import { productRoutes } from './product-routes.ts'
import { at, type Records } from './records.ts'
import type { Route } from './rest.ts'
import { currencyBody, generalSettings, systemStatus } from './settings.ts'

/** Every route of wc/v3 that this shop has. */
export function createRoutes(records: Records): Route[] {
  const { settings } = records
  return [
    ...orderRoutes(records),
    ...customerRoutes(records),
    ...(records.catalogue ? catalogueRoutes(records, records.catalogue) : productRoutes(records)),
    {
      path: at('/settings/general'),
      rules: {},
      handle: () => ({ kind: 'rows', rows: generalSettings(settings) }),
    },
    {
      path: at('/system_status'),
      rules: {},
      handle: (_parameters, _ids, home) => ({ kind: 'single', record: systemStatus(settings, home) }),
    },
    {
      path: at('/data/currencies/current'),
      rules: {},
      handle: () => ({ kind: 'single', record: currencyBody(settings) }),
    },
  ]
}
