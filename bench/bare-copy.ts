// What a bare COPY of rows that are there costs, into a table without an index: the floor under every sync.
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from, to } from 'pg-copy-streams'

/** Copies a table's rows into an empty one of the same columns; gives the seconds and the size. */
export async function bareCopy(
  client: pg.Client,
  table: string,
): Promise<{ readonly seconds: number; readonly mb: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'shopcall-copy-'))
  const file = join(folder, 'rows')
  try {
    await pipeline(client.query(to(`copy ${table} to stdout`)), createWriteStream(file))
    await client.query(`create table bare_copy (like ${table})`)
    const begun = performance.now()
    await pipeline(createReadStream(file), client.query(from('copy bare_copy from stdin')))
    return { seconds: (performance.now() - begun) / 1000, mb: statSync(file).size / 1_048_576 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
