// Two hundred ways to say who one is: phone numbers, order numbers and names, right and wrong.
import type { Person, World, WorldOrder } from '../../sandbox/world.ts'

/** What is asked, and whether it is that person (`them`) or nobody at all. */
export type Spelling = {
  readonly kind: 'phone' | 'order_number' | 'name'
  readonly label: string
  readonly body: Readonly<Record<string, string>>
  readonly means: 'them' | 'nobody'
  readonly person: Person
  readonly order: WorldOrder
}

type Form<T> = readonly [label: string, make: (from: T) => string]

/** The nine digits after +36, in the parts in which Hungarian mobile numbers are said. */
type Parts = { readonly a: string; readonly b: string; readonly c: string }

const RIGHT_PHONES: readonly Form<Parts>[] = [
  ['E.164', ({ a, b, c }) => `+36${a}${b}${c}`],
  ['without plus', ({ a, b, c }) => `0036${a}${b}${c}`],
  ['00 and spaces', ({ a, b, c }) => `00 36 ${a} ${b} ${c}`],
  ['06', ({ a, b, c }) => `06${a}${b}${c}`],
  ['06 and spaces', ({ a, b, c }) => `06 ${a} ${b} ${c}`],
  ['06 and hyphens', ({ a, b, c }) => `06-${a}-${b}-${c}`],
  ['06 and a slash', ({ a, b, c }) => `06/${a}/${b}-${c}`],
  ['06 slash, the rest in one', ({ a, b, c }) => `06/${a} ${b}${c}`],
  ['06 in brackets', ({ a, b, c }) => `(06 ${a}) ${b}-${c}`],
  ['area in brackets', ({ a, b, c }) => `06 (${a}) ${b} ${c}`],
  ['+36 and spaces', ({ a, b, c }) => `+36 ${a} ${b} ${c}`],
  ['+36 and hyphens', ({ a, b, c }) => `+36-${a}-${b}-${c}`],
  ['+36, area with a slash', ({ a, b, c }) => `+36 ${a}/${b}-${c}`],
  ['+36 in brackets', ({ a, b, c }) => `(+36) ${a} ${b} ${c}`],
  ['+36 (0)', ({ a, b, c }) => `+36 (0) ${a} ${b} ${c}`],
  ['dots', ({ a, b, c }) => `+36.${a}.${b}.${c}`],
  ['in pairs', ({ a, b, c }) => `06 ${a} ${(b + c).replace(/(..)(?=.)/g, '$1 ')}`],
  ['three and two pairs', ({ a, b, c }) => `06 ${a} ${b} ${c.slice(0, 2)} ${c.slice(2)}`],
  ['wide spaces', ({ a, b, c }) => `  +36  ${a}  ${b}  ${c}  `],
  ['no-break spaces', ({ a, b, c }) => `+36\u00a0${a}\u00a0${b}\u00a0${c}`],
  ['a mark of direction before it', ({ a, b, c }) => `\u202a+36${a}${b}${c}\u202c`],
  ['a zero-width space in it', ({ a, b, c }) => `+36${a}\u200b${b}${c}`],
  ['a long dash', ({ a, b, c }) => `06${a}–${b}–${c}`],
  ['tabs', ({ a, b, c }) => `06\t${a}\t${b}\t${c}`],
]
const turn = (digit: string) => String((Number(digit) + 5) % 10)
const WRONG_PHONES: readonly Form<Parts>[] = [
  ['the last digit another', ({ a, b, c }) => `+36${a}${b}${c.slice(0, 3)}${turn(c.slice(3))}`],
  ['the first digit another', ({ a, b, c }) => `+36${a}${turn(b.slice(0, 1))}${b.slice(1)}${c}`],
  ['one in the middle another', ({ a, b, c }) => `06 ${a} ${b} ${turn(c.slice(0, 1))}${c.slice(1)}`],
  ['another area code', ({ a, b, c }) => `+36${a === '20' ? '31' : '50'}${b}${c}`],
  ['a digit short', ({ a, b, c }) => `+36${a}${b}${c.slice(1)}`],
  ['a digit long', ({ a, b, c }) => `+36${a}${b}${c}0`],
  ['another country', ({ a, b, c }) => `+44${a}${b}${c}0`],
  ['the end alone', ({ b, c }) => `${b}${c}`],
  ['the last six alone', ({ b, c }) => `${b}${c}`.slice(1)],
  ['two digits swapped', ({ a, b, c }) => `+36${a}${b}${[...c].reverse().join('')}`],
  ['a wildcard', ({ a, b }) => `+36${a}${b}%%%%`],
  ['with words', ({ a, b, c }) => `OR phone:+36${a}${b}${c}`],
]

const RIGHT_NUMBERS: readonly Form<string>[] = [
  ['as it is', (n) => n],
  ['with #', (n) => `#${n}`],
  ['with # and a space', (n) => `# ${n}`],
  ['with spaces around', (n) => `  ${n} `],
  ['with # and spaces around', (n) => `  #${n} `],
  ['in wide digits', (n) => n.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))],
  ['with a no-break space', (n) => `\u00a0${n}`],
  ['with a line break', (n) => `${n}\n`],
]
const WRONG_NUMBERS: readonly Form<string>[] = [
  ['a zero before', (n) => `0${n}`],
  ['a digit after', (n) => `${n}9`],
  ['without its first digit', (n) => n.slice(1)],
  ['without its last digit', (n) => n.slice(0, -1)],
  ['negative', (n) => `-${n}`],
  ['a fraction', (n) => `${n}.5`],
  ['an exponent', (n) => `${n}e0`],
  ['a wildcard', (n) => `${n.slice(0, 2)}*`],
  ['two at once', (n) => `${n},${n}`],
  ['a path', (n) => `../orders/${n}`],
  ['a query', (n) => `${n} OR name:${n}`],
  ['letters before', (n) => `AB-${n}`],
  ['letters after', (n) => `${n}X`],
  ['digits apart', (n) => [...n].join(' ')],
  ['hexadecimal', (n) => `0x${Number(n).toString(16)}`],
]

const upper = (text: string) => text.toLocaleUpperCase('hu')
const RIGHT_NAMES: readonly Form<Person>[] = [
  ['family first', (p) => `${p.family} ${p.given}`],
  ['given first', (p) => `${p.given} ${p.family}`],
  ['in capitals', (p) => upper(`${p.family} ${p.given}`)],
  ['in small letters', (p) => `${p.given} ${p.family}`.toLowerCase()],
  ['with a comma', (p) => `${p.family}, ${p.given}`],
  ['with many spaces', (p) => `  ${p.family}   ${p.given} `],
  ['in composed marks', (p) => `${p.family} ${p.given}`.normalize('NFD')],
  ['with a no-break space', (p) => `${p.family}\u00a0${p.given}`],
]
const WRONG_NAMES: readonly Form<Person>[] = [
  ['the family alone', (p) => p.family],
  ['the given name alone', (p) => p.given],
  ['one letter more', (p) => `${p.family} ${p.given}a`],
  ['one letter less', (p) => `${p.family} ${p.given}`.slice(0, -1)],
  ['a second given name', (p) => `${p.family} ${p.given} Kamilla`],
  ['an initial', (p) => `${p.family} ${p.given.slice(0, 1)}.`],
  ['twice', (p) => `${p.family} ${p.family}`],
  ['a wildcard', (p) => `${p.family.slice(0, 3)}* ${p.given}`],
  ['a query', (p) => `${p.family} OR ${p.given}`],
  ['in one word', (p) => `${p.family}${p.given}`],
]
const WRONG_CODES: readonly Form<Person>[] = [
  ['another postal code', (p) => turn(p.postalCode.slice(0, 1)) + p.postalCode.slice(1)],
  ['a part of the postal code', (p) => p.postalCode.slice(0, 3)],
  ['a longer postal code', (p) => `${p.postalCode}0`],
]

function partsOf({ phone }: Person): Parts {
  const digits = phone.slice(3)
  return { a: digits.slice(0, 2), b: digits.slice(2, 5), c: digits.slice(5) }
}

/** About three Hungarians of the world who have ordered with an account and, in every shop, a number. */
export function spellingsOf(world: World): readonly Spelling[] {
  const hungarians = world.people.filter(({ country, phone }) => country === 'HU' && phone.startsWith('+36'))
  const namesakes = (person: Person) =>
    hungarians.filter(({ family, given }) => family === person.family && given === person.given).length
  const ordered = (person: Person) => world.orders.filter((order) => order.person === person && !order.guest)
  const chosen = hungarians
    .slice(10)
    .filter((person) => namesakes(person) === 1 && ordered(person).length >= 2 && person.id % 9 !== 0)
    .slice(0, 3)
  return chosen.flatMap((person) => {
    const order = ordered(person).at(-1)
    if (!order) return []
    const row = (
      kind: Spelling['kind'],
      means: Spelling['means'],
      label: string,
      body: Spelling['body'],
    ): Spelling => ({ kind, label: `${kind} of ${person.id}: ${label}`, body, means, person, order })
    const code = { postal_code: person.postalCode }
    const phones = (forms: readonly Form<Parts>[], means: Spelling['means']) =>
      forms.map(([label, make]) => row('phone', means, label, { phone: make(partsOf(person)) }))
    const numbers = (forms: readonly Form<string>[], means: Spelling['means']) =>
      forms.map(([label, make]) =>
        row('order_number', means, label, { order_number: make(String(order.id)) }),
      )
    const names = (forms: readonly Form<Person>[], means: Spelling['means']) =>
      forms.map(([label, make]) => row('name', means, label, { name: make(person), ...code }))
    const wrongCodes = WRONG_CODES.map(([label, make]) =>
      row('name', 'nobody', label, { name: `${person.family} ${person.given}`, postal_code: make(person) }),
    )
    return [
      ...phones(RIGHT_PHONES, 'them'),
      ...phones(WRONG_PHONES, 'nobody'),
      ...numbers(RIGHT_NUMBERS, 'them'),
      ...numbers(WRONG_NUMBERS, 'nobody'),
      ...names(RIGHT_NAMES, 'them'),
      ...names(WRONG_NAMES, 'nobody'),
      ...wrongCodes,
    ]
  })
}
