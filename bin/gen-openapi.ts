import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openapiDocument } from './openapi/document.ts'

const ROOT = join(import.meta.dirname, '..')
const TARGET = 'src/app/api/openapi.gen.json'

writeFileSync(join(ROOT, TARGET), JSON.stringify(openapiDocument(), null, 2))
execFileSync(join(ROOT, 'node_modules/.bin/biome'), ['format', '--write', TARGET], {
  cwd: ROOT,
  stdio: ['ignore', 'ignore', 'inherit'],
})
console.log(`Wrote ${TARGET}`)
