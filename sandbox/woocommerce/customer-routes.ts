// The routes of customers.
import { customerBody, queryUsers, ROLES } from './customers.ts'
import { email, oneOf, PAGE_RULES, type Rules } from './parameters.ts'
import { at, ID, list, missing, type Records } from './records.ts'
import type { Route } from './rest.ts'
import type { StoredUser } from './stored.ts'

const CUSTOMER_RULES: Rules = {
  ...PAGE_RULES,
  email,
  role: oneOf(ROLES),
  orderby: oneOf(['id', 'include', 'name', 'registered_date']),
}
/** The list and the single customer. */
export function customerRoutes({ users, settings }: Records): Route[] {
  const find = (id: number | undefined): StoredUser => {
    const user = users.find((one) => one.id === id)
    if (!user) throw missing('wc_user_invalid_id', settings.language, true)
    return user
  }
  return [
    {
      path: at('/customers'),
      rules: CUSTOMER_RULES,
      handle: (parameters, _ids, home) =>
        list(queryUsers(users, parameters), (user) => customerBody(user, home)),
    },
    {
      path: at(`/customers/${ID}`),
      rules: {},
      before: ([id]) => void find(id),
      handle: (_parameters, [id], home) => ({ kind: 'single', record: customerBody(find(id), home) }),
    },
  ]
}
