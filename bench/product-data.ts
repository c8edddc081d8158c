// Invented products as a Hungarian and English shop has them, as many as are asked for, always the same.
import type { UnifiedProduct } from '../src/model/product.ts'

const COLOURS = 'piros kék zöld fekete fehér sárga bordó lila szürke barna red blue green black white'.split(
  ' ',
)
const MATERIALS =
  'pamut gyapjú bőr fa fém üveg kerámia selyem vászon cotton wool leather wooden steel glass'.split(' ')
const KINDS = (
  'póló ing nadrág kabát cipő csizma szandál kesztyű sál sapka öv táska pénztárca gyűrű nyaklánc fülbevaló karkötő ' +
  'bögre tányér pohár kanál villa kés serpenyő lábas fazék asztal szék lámpa szőnyeg függöny párna takaró lepedő ' +
  'törölköző szappan krém sampon illatgyertya könyv füzet toll ceruza játék baba kirakó labda kerékpár sisak sátor ' +
  'hálózsák hátizsák kulacs fúró csavarhúzó kalapács fűrész festék ecset virágföld cserép kerti szerszám ' +
  'mug plate bowl lamp chair table jacket shirt sneakers backpack bottle notebook keyboard headphones charger'
).split(' ')
const COMMON = (
  'kiváló minőségű termék kényelmes tartós modern stílusos ajándék mindennapi használatra magyar kézzel készült ' +
  'gyors szállítás garancia méret szín választható könnyen tisztítható időtálló természetes anyagból prémium ' +
  'kollekció új akciós kedvelt népszerű családi otthon kert konyha sport utazás iroda gyerek női férfi ' +
  'high quality durable comfortable modern gift everyday use handmade fast delivery warranty size colour easy clean'
).split(' ')
const GLUE = 'a az és egy is the and of for with in'.split(' ')
const SYLLABLES = (
  'ka le mo ri sza té vő bo gyu ne pá lo ti fe ru jó ce hő ki da ve szé nyi csa zu mé gö ro ba li tá no se ' +
  'ber kon tal mer vil gar sor pan dor len'
).split(' ')
const SIZES = ['S', 'M', 'L']

/** A stream of numbers from 0 to 1, always the same for a seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function pick<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)] as T
}

/** The n-th invented word, e.g. of a brand or a model; words of low numbers are short. */
function inventedWord(n: number): string {
  let rest = n + SYLLABLES.length
  let word = ''
  while (rest > 0) {
    word += SYLLABLES[rest % SYLLABLES.length]
    rest = Math.floor(rest / SYLLABLES.length)
  }
  return word
}

/** As in real texts: few words often, many seldom. */
const seldom = (random: () => number, of: number) => Math.floor(of * random() ** 3)

function description(random: () => number): string {
  return Array.from({ length: 30 + Math.floor(random() * 30) }, () => {
    const kind = random()
    if (kind < 0.2) return pick(GLUE, random)
    return kind < 0.7 ? pick(COMMON, random) : inventedWord(seldom(random, 30_000))
  }).join(' ')
}

/** The n-th product, with three variants. */
export function benchProduct(n: number): UnifiedProduct {
  const random = createRandom(n + 1)
  const [colour, material, kind] = [pick(COLOURS, random), pick(MATERIALS, random), pick(KINDS, random)]
  const brand = inventedWord(seldom(random, 300))
  const model = inventedWord(seldom(random, 8_000))
  const sku = `${brand.slice(0, 3).toUpperCase()}-${String(n).padStart(6, '0')}`
  const price = { amount: String(500 + Math.floor(random() * 99_000)), currency: 'HUF' }
  const created = new Date(
    Date.UTC(2020, 0, 1) + Math.floor(random() * 6 * 365 * 86_400) * 1000,
  ).toISOString()
  const text = description(random)
  return {
    id: String(1_000_000 + n),
    sku,
    name: `${brand} ${model} ${colour} ${material} ${kind}`,
    description: text,
    description_html: `<p>${text}</p>`,
    url: `https://shop.example/termek/${n}`,
    status: random() < 0.97 ? 'active' : 'draft',
    type: 'simple',
    price,
    compare_at_price: null,
    price_range: { min: price, max: price },
    in_stock: random() < 0.8,
    stock_quantity: Math.floor(random() * 50),
    images: [{ url: `https://shop.example/kep/${n}.jpg`, alt: kind }],
    categories: [{ id: kind, name: kind }],
    tags: [material],
    brand,
    options: [{ name: 'Méret', values: SIZES }],
    variants: SIZES.map((size) => ({
      id: `${n}-${size}`,
      sku: `${sku}-${size}`,
      name: size,
      price,
      compare_at_price: null,
      in_stock: true,
      stock_quantity: 5,
      options: [{ name: 'Méret', value: size }],
      image: null,
    })),
    created_at: created,
    updated_at: created,
    platform_specific: {},
  }
}

/** What people look for, by kind; each made of a product of the first `size`. */
export const SEARCHES: Readonly<Record<string, (product: UnifiedProduct, random: () => number) => string>> = {
  'exact SKU': (product) => product.sku ?? '',
  'SKU of a variant': (product) => product.variants[1]?.sku ?? '',
  'exact name': (product) => product.name ?? '',
  'brand and kind': (product) => `${product.brand} ${product.categories[0]?.name}`,
  'two words': (product) => (product.name ?? '').split(' ').slice(2, 5).join(' '),
  'beginning of a word': (product) => (product.name ?? '').split(' ')[1]?.slice(0, 4) ?? '',
  'two letters': (product) => (product.name ?? '').slice(0, 2),
  'common word': (product) => product.categories[0]?.name ?? '',
  'word of all texts': (_product, random) => pick(COMMON, random),
  'two words of all texts': (_product, random) => `${pick(COMMON, random)} ${pick(COMMON, random)}`,
  'a typing mistake': (product, random) => {
    const word = (product.name ?? '').split(' ')[1] ?? ''
    const at = 1 + Math.floor(random() * (word.length - 1))
    return `${word.slice(0, at)}q${word.slice(at + 1)} ${product.categories[0]?.name}`
  },
  'an ending': (product) => `${(product.name ?? '').split(' ')[1]}okkal`,
  'no hit': (product) => `wxq${product.id}`,
}
