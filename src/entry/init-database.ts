// Makes an empty embedded database in the folder that is named on the command line, and ends.
import { renameSync, rmSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'

const folder = process.argv[2]
if (folder === undefined) throw new Error('name the folder')
// Made beside its place and moved there whole, so that a stop in the middle leaves nothing half made.
const unfinished = `${folder}.new`
rmSync(unfinished, { recursive: true, force: true })
const database = await PGlite.create(unfinished)
await database.close()
renameSync(unfinished, folder)
process.exit(0)
