// The tests in a real browser: `npm run test:browser`.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts', 'test/browser/support/find-chromium.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // The steps of a journey need one another: after the first that fails there is nothing to learn.
    bail: 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
