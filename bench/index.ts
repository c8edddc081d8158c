// `npm run bench`: all benchmarks, one after the other.
await import('./access.ts')
