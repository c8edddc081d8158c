// Before the browser tests: finds Chromium, or says how to get it.
import { existsSync } from 'node:fs'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Path of the browser's program. */
    chromium: string
  }
}

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

export function setup(project: TestProject): void {
  const wanted = process.env['CHROMIUM_PATH']
  const path = (wanted ? [wanted] : PLACES).find((place) => existsSync(place))
  if (!path) {
    throw new Error(
      wanted
        ? `There is no program at CHROMIUM_PATH (${wanted}).`
        : 'There is no Chromium here. Install it (on Debian: apt-get install chromium), or set CHROMIUM_PATH to its program.',
    )
  }
  project.provide('chromium', path)
}
