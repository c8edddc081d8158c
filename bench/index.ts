// `npm run bench`: what the service costs between a caller and a shop, then how fast keys are checked.
await import('./gateway.ts')
await import('./access.ts')
