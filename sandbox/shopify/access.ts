// What a token may read: scopes by type and field, and protected customer data by field.
import {
  defaultFieldResolver,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  getNamedType,
  isNonNullType,
} from 'graphql'
import { scopesFor } from './schema.ts'

/** The groups of personal fields that Shopify approves one by one for an app. */
export const PROTECTED_FIELDS = ['name', 'address', 'email', 'phone'] as const
export type ProtectedField = (typeof PROTECTED_FIELDS)[number]

/** What one execution is allowed, and what it has used. */
export type Access = {
  readonly scopes: readonly string[]
  readonly approved: readonly ProtectedField[]
  /** Shopify's own example shows a denial without a code; other tools have seen one with it. */
  readonly denialHasCode: boolean
  /** Objects that were really read, for the actual cost. */
  objects: number
}

/** Facts: name, address (street, zip, place on the map), e-mail and phone; city and country are free. */
const PROTECTED: Readonly<Record<string, ProtectedField>> = {
  'Customer.firstName': 'name',
  'Customer.lastName': 'name',
  'Customer.displayName': 'name',
  'Customer.email': 'email',
  'Customer.phone': 'phone',
  'CustomerEmailAddress.emailAddress': 'email',
  'CustomerPhoneNumber.phoneNumber': 'phone',
  'MailingAddress.firstName': 'name',
  'MailingAddress.lastName': 'name',
  'MailingAddress.name': 'name',
  'MailingAddress.address1': 'address',
  'MailingAddress.address2': 'address',
  'MailingAddress.zip': 'address',
  'MailingAddress.phone': 'phone',
  'Order.email': 'email',
  'Order.phone': 'phone',
  'ShippingLine.phone': 'phone',
}

/** `write_x` implies `read_x`. */
function has(scopes: readonly string[], wanted: string): boolean {
  return scopes.includes(wanted) || scopes.includes(wanted.replace(/^read_/, 'write_'))
}

/** Whether a token with these scopes may read a type or a `Type.field`. */
export function mayRead(scopes: readonly string[], name: string): boolean {
  const wanted = scopesFor(name)
  return wanted.length === 0 || wanted.some((scope) => has(scopes, scope))
}

function wordsOf(scopes: readonly string[]): string {
  const named = scopes.map((scope) => `\`${scope}\` access scope`)
  const last = named.pop() ?? ''
  return named.length === 0 ? `${last}.` : `${named.join(', ')} or ${last}.`
}

/** The error for a field that needs another scope. */
export function scopeDenied(fieldName: string, name: string): GraphQLError {
  const requiredAccess = wordsOf(scopesFor(name))
  return new GraphQLError(`Access denied for ${fieldName} field. Required access: ${requiredAccess}`, {
    extensions: {
      code: 'ACCESS_DENIED',
      documentation: 'https://shopify.dev/api/usage/access-scopes',
      requiredAccess,
    },
  })
}

function notApproved(typeName: string, access: Access): GraphQLError {
  return new GraphQLError(
    `This app is not approved to access the ${typeName} object. See https://partners.shopify.com/123/apps/456/customer_data for more details.`,
    access.denialHasCode ? { extensions: { code: 'ACCESS_DENIED' } } : {},
  )
}

type Rule = {
  readonly parent: string
  readonly field: string
  readonly guarded: readonly string[]
  readonly group: ProtectedField | undefined
}

const rules = new WeakMap<GraphQLResolveInfo['fieldNodes'][number], Rule>()

/** What guards a field: looked up once for each place in a document, since an answer has very many of them. */
function ruleOf(info: GraphQLResolveInfo): Rule {
  const [node] = info.fieldNodes
  const known = node && rules.get(node)
  // A fragment on an interface is one node for several types.
  if (known && info.parentType.name === known.parent) return known
  const field = `${info.parentType.name}.${info.fieldName}`
  const type = getNamedType(info.returnType).name.replace(/Connection$/, '')
  const guarded = [field, type].filter((one) => scopesFor(one).length > 0)
  const rule = { parent: info.parentType.name, field, guarded, group: PROTECTED[field] }
  if (node) rules.set(node, rule)
  return rule
}

/** Reads a field of a record, or refuses it as Shopify does. */
export const resolveField: GraphQLFieldResolver<unknown, Access> = (source, args, access, info) => {
  const { parent, field, guarded, group } = ruleOf(info)
  for (const name of guarded) {
    if (!mayRead(access.scopes, name)) throw scopeDenied(info.fieldName, name)
  }
  const value = defaultFieldResolver(source, args, access, info) as unknown
  if (group && !access.approved.includes(group)) throw notApproved(parent, access)
  if (value === undefined && isNonNullType(info.returnType)) {
    throw new GraphQLError(`The sandbox shop has no ${field}.`, { extensions: { code: 'SANDBOX_HAS_NOT' } })
  }
  if (typeof value === 'object' && value !== null) access.objects++
  return value
}
