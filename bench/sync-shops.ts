// The sandbox shops of `bench:sync`, in a process of their own: says how to connect them, changes 100 products when told.
import { startSandbox } from '../sandbox/start.ts'

const sandbox = await startSandbox(0, {
  products: Number(process.env['BENCH_PRODUCTS']),
  shoprenterRatePerSecond: 1_000_000,
})
process.send?.(sandbox.access)
process.on('message', () => {
  for (const catalogue of Object.values(sandbox.catalogues ?? {}))
    for (let one = 1; one <= 100; one++) catalogue.changeProduct(one * 3)
  process.send?.('changed')
})
process.on('disconnect', () => process.exit(0))
