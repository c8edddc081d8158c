// Reads the built dashboard into memory, packed as browsers take it.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { DashboardFile, DashboardFiles } from '../dashboard.ts'

const FOLDER = fileURLToPath(new URL('../../dashboard/dist', import.meta.url))

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json; charset=utf-8',
  '.woff2': 'font/woff2',
}
const PACKED = new Set(['.html', '.js', '.css', '.svg', '.json'])
const WORTH_PACKING_BYTES = 1_000

function read(path: string, address: string): DashboardFile {
  const bytes = new Uint8Array(readFileSync(path))
  const extension = extname(path)
  const isPacked = PACKED.has(extension) && bytes.length >= WORTH_PACKING_BYTES
  return {
    type: TYPES[extension] ?? 'application/octet-stream',
    bytes,
    gzip: isPacked ? new Uint8Array(gzipSync(bytes, { level: 9 })) : null,
    isFixed: address.startsWith('/assets/'),
  }
}

/** The dashboard as `npm ci` built it; empty where it was not built. */
export function readDashboard(folder = FOLDER): DashboardFiles {
  if (!existsSync(folder)) return new Map()
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => statSync(join(folder, name)).isFile())
  return new Map(
    files.map((name) => {
      const address = `/${name.replaceAll('\\', '/')}`
      return [address, read(join(folder, name), address)]
    }),
  )
}
