// A small memory for what a store's calls need again and again and that says nothing of a person.

/**
 * Values of one store, in this process only, each with its own life: tokens, statuses, currencies, settings.
 * Many callers that miss at once share one `load`; a failed load is not kept.
 */
export type ReferenceCache = {
  /** The value under `key`, loaded when it is missing or older than `ttlMs` (or what `ttlOf` says of the value). */
  get<T>(key: string, ttlMs: number | ((value: T) => number), load: () => Promise<T>): Promise<T>
  /** Forgets `key`; with `value`, only while that is still what is kept. */
  drop(key: string, value?: unknown): void
}

type Entry = { value: Promise<unknown>; settled: unknown; expiresAt: number }

/** The caches of all stores. Holds at most `maxStores`; the one used longest ago goes first. */
export function createReferenceCaches(options: { now: () => number; maxStores?: number }) {
  const { now, maxStores = 1000 } = options
  const stores = new Map<string, Map<string, Entry>>()

  function entriesOf(storeId: string): Map<string, Entry> {
    const entries = stores.get(storeId) ?? new Map<string, Entry>()
    stores.delete(storeId)
    stores.set(storeId, entries)
    const oldest = stores.size > maxStores ? stores.keys().next() : undefined
    if (oldest && !oldest.done) stores.delete(oldest.value)
    return entries
  }

  function forStore(storeId: string): ReferenceCache {
    return {
      get<T>(key: string, ttlMs: number | ((value: T) => number), load: () => Promise<T>): Promise<T> {
        const entries = entriesOf(storeId)
        const known = entries.get(key)
        if (known && known.expiresAt > now()) return known.value as Promise<T>
        const entry: Entry = {
          value: Promise.resolve(),
          settled: undefined,
          expiresAt: Number.POSITIVE_INFINITY,
        }
        const value = (async () => load())().then(
          (loaded) => {
            entry.settled = loaded
            entry.expiresAt = now() + (typeof ttlMs === 'function' ? ttlMs(loaded) : ttlMs)
            return loaded
          },
          (error: unknown) => {
            if (entries.get(key) === entry) entries.delete(key)
            throw error
          },
        )
        entry.value = value
        entries.set(key, entry)
        return value
      },
      drop(key, value) {
        const entries = entriesOf(storeId)
        const known = entries.get(key)
        if (known && (value === undefined || known.settled === value)) entries.delete(key)
      },
    }
  }

  return { forStore, forget: (storeId: string) => stores.delete(storeId) }
}

export type ReferenceCaches = ReturnType<typeof createReferenceCaches>
