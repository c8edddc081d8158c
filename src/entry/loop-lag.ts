// Measures how late the event loop is, so that one long pause says nothing and a lasting one does.

const EVERY_MS = 100
/** One collection of garbage is over before anybody could be turned away for it. */
const LOOKS = 3

export type LoopLag = { readonly ms: () => number; stop(): void }

/** The least of the last three looks, in milliseconds. */
export function watchLoopLag(now: () => number = () => performance.now()): LoopLag {
  const looks: number[] = []
  let dueAt = now() + EVERY_MS
  const timer = setInterval(() => {
    looks.push(Math.max(0, now() - dueAt))
    if (looks.length > LOOKS) looks.shift()
    dueAt = now() + EVERY_MS
  }, EVERY_MS)
  timer.unref()
  return {
    ms: () => (looks.length < LOOKS ? 0 : Math.min(...looks)),
    stop: () => clearInterval(timer),
  }
}
