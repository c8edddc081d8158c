// Says in one sentence when the runtime is too old, before anything fails in a stranger way.

const OLDEST = [22, 19] as const

/** Ends the process when Node is older than 22.19, the first that runs TypeScript and has all that is used. */
export function assertNodeVersion(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return
  console.error(
    `ShopCall needs Node ${OLDEST.join('.')} or newer and runs on ${process.versions.node}. ` +
      'Start it with npm (npm start, npm run demo): on Linux and Windows npm ci brings its own Node 24.',
  )
  process.exit(1)
}
