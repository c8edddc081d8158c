// The customers' part of the API: users by role, their search, and their body.
import { toGmt, toLocal } from './local-time.ts'
import type { Parameters } from './parameters.ts'
import type { StoredAddress, StoredUser } from './stored.ts'
import { anyContains } from './text-search.ts'

/** Roles that may be asked for. */
export const ROLES = ['all', 'administrator', 'editor', 'author', 'subscriber', 'customer', 'shop_manager']

type Compare = (a: StoredUser, b: StoredUser) => number
const COLLATOR = new Intl.Collator('en', { sensitivity: 'base' })
const byName: Compare = (a, b) => COLLATOR.compare(a.displayName, b.displayName) || a.id - b.id
const SORTS: Readonly<Record<string, Compare>> = {
  id: (a, b) => a.id - b.id,
  registered_date: (a, b) => a.registeredAt.getTime() - b.registeredAt.getTime() || a.id - b.id,
}

function isFound(user: StoredUser, term: string): boolean {
  return anyContains(
    [user.username, user.email, user.displayName, user.firstName, user.lastName],
    term.replace(/^\*+|\*+$/g, ''),
  )
}

/** Users by role (`customer` unless another is asked), by account e-mail, by a part of their names. */
export function queryUsers(users: readonly StoredUser[], parameters: Parameters): StoredUser[] {
  const role = parameters.text('role') ?? 'customer'
  const email = parameters.text('email')?.toLowerCase() ?? null
  const term = parameters.text('search') ?? ''
  const include = parameters.list('include').map(Number)
  const exclude = parameters.list('exclude').map(Number)
  const found = users.filter(
    (user) =>
      (role === 'all' || user.role === role) &&
      (include.length === 0 || include.includes(user.id)) &&
      !exclude.includes(user.id) &&
      (email === null ? term === '' || isFound(user, term) : user.email.toLowerCase() === email),
  )
  const orderBy = parameters.text('orderby') ?? 'name'
  if (orderBy === 'include') return found.sort((a, b) => include.indexOf(a.id) - include.indexOf(b.id))
  found.sort(SORTS[orderBy] ?? byName)
  return parameters.text('order') === 'desc' ? found.reverse() : found
}

/** The keys of an address in the order that customers have them, which is not the orders'. */
function addressBody(address: StoredAddress & { readonly email?: string }) {
  const { first_name, last_name, company, address_1, address_2, city, postcode, country, state } = address
  return {
    first_name,
    last_name,
    company,
    address_1,
    address_2,
    city,
    postcode,
    country,
    state,
    ...(address.email === undefined ? {} : { email: address.email }),
    phone: address.phone,
  }
}

/** A customer; wc/v3 says nothing of the number of orders or the money spent. */
export function customerBody(user: StoredUser, home: string) {
  const collection = `${home}/wp-json/wc/v3/customers`
  return {
    id: user.id,
    date_created: toLocal(user.registeredAt),
    date_created_gmt: toGmt(user.registeredAt),
    date_modified: user.modifiedAt && toLocal(user.modifiedAt),
    date_modified_gmt: user.modifiedAt && toGmt(user.modifiedAt),
    email: user.email,
    first_name: user.firstName,
    last_name: user.lastName,
    role: user.role,
    username: user.username,
    billing: addressBody(user.billing),
    shipping: addressBody(user.shipping),
    is_paying_customer: user.paying,
    avatar_url: `https://secure.gravatar.com/avatar/${user.id.toString(16).padStart(8, '0')}?s=96&d=mm&r=g`,
    meta_data: user.meta.map(({ key, value }, index) => ({ id: user.id * 10 + index, key, value })),
    _links: {
      self: [
        {
          href: `${collection}/${user.id}`,
          targetHints: { allow: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] },
        },
      ],
      collection: [{ href: collection }],
    },
  }
}
