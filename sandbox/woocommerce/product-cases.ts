// The products that real shops have beside tidy ones.
import type { StoredProduct, StoredVariation } from './stored.ts'
import { slugOf, type Terms } from './terms.ts'

/** Ids of the products that are hard cases. */
export type ProductCases = {
  readonly noPrice: number
  readonly grouped: number
  readonly external: number
  readonly virtualProduct: number
  readonly onBackorder: number
  /** Variable: one variation without a SKU of its own, one whose stock is its parent's, one for any size. */
  readonly oddVariations: number
  readonly noName: number
}

function oddVariations(id: number, base: StoredProduct): StoredProduct {
  const row = (index: number, more: Partial<StoredVariation>): StoredVariation => ({
    id: 100_000 + id * 10 + index,
    parentId: id,
    sku: '',
    price: '5000',
    regularPrice: '5000',
    stock: 4,
    managesStock: true,
    stockStatus: 'instock',
    attributes: [{ id: 1, name: 'Szín', slug: 'pa_szin', option: 'Piros' }],
    image: null,
    createdAt: base.createdAt,
    modifiedAt: base.modifiedAt,
    ...more,
  })
  const size = (option: string) => ({ id: 0, name: 'Méret', slug: 'meret', option })
  const blue = { id: 1, name: 'Szín', slug: 'pa_szin', option: 'Kék' }
  return {
    ...base,
    id,
    type: 'variable',
    price: '5000',
    regularPrice: '',
    stock: 12,
    variations: [
      row(0, { attributes: [blue, size('S')] }),
      row(1, { sku: 'FURA-M', managesStock: 'parent', stock: 12, attributes: [blue, size('M')] }),
      row(2, {
        sku: 'FURA-BARMI',
        price: '6500.5',
        regularPrice: '7000',
        stock: 0,
        stockStatus: 'outofstock',
      }),
    ],
    attributes: [
      { id: 1, name: 'Szín', slug: 'pa_szin', options: ['Piros', 'Kék'] },
      { id: 0, name: 'Méret', slug: 'Méret', options: ['S', 'M'] },
    ],
  }
}

function plainProduct(id: number, name: string, terms: Terms): StoredProduct {
  return {
    id,
    type: 'simple',
    status: 'publish',
    name,
    slug: `${slugOf(name)}-${id}`,
    sku: `ESET-${id}`,
    description: `<p>Ez a <strong>${name}</strong> leírása. <em>Árvíztűrő</em> &amp; társai.</p>\n<ul>\n<li>Első</li>\n<li>Második &nbsp;pont</li>\n</ul>\n<p><script>alert('x')</script></p>\n`,
    shortDescription: '',
    price: '1990',
    regularPrice: '1990',
    salePrice: '',
    purchasable: true,
    virtual: false,
    externalUrl: '',
    stock: null,
    stockStatus: 'instock',
    categories: [terms.category('Kábelek & töltők')],
    tags: [],
    brand: null,
    images: [12],
    attributes: [],
    variations: [],
    grouped: [],
    gtin: '',
    createdAt: new Date(Date.UTC(2026, 2, 1, 8, 0, id % 60)),
    modifiedAt: new Date(Date.UTC(2026, 3, 1, 8)),
  }
}

/** The hard cases, with ids from `firstId` on, and which is which. */
export function storeProductCases(
  firstId: number,
  terms: Terms,
): { products: StoredProduct[]; cases: ProductCases } {
  const cases: ProductCases = {
    noPrice: firstId,
    grouped: firstId + 1,
    external: firstId + 2,
    virtualProduct: firstId + 3,
    onBackorder: firstId + 4,
    oddVariations: firstId + 5,
    noName: firstId + 6,
  }
  const base = (id: number, name: string) => plainProduct(id, name, terms)
  const products: StoredProduct[] = [
    { ...base(cases.noPrice, 'Ár nélküli'), price: '', regularPrice: '', purchasable: false },
    {
      ...base(cases.grouped, 'Csoportos'),
      type: 'grouped',
      regularPrice: '',
      purchasable: false,
      grouped: [1, 2],
    },
    {
      ...base(cases.external, 'Partneré'),
      type: 'external',
      purchasable: false,
      externalUrl: 'https://example.com/partner/1',
    },
    { ...base(cases.virtualProduct, 'Letölthető'), virtual: true },
    { ...base(cases.onBackorder, 'Rendelhető'), stock: -2, stockStatus: 'onbackorder' },
    oddVariations(cases.oddVariations, base(cases.oddVariations, 'Fura változatok')),
    { ...base(cases.noName, ''), sku: '' },
  ]
  return { products, cases }
}
