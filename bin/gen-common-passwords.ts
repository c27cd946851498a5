import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** How many of the most common passwords are refused. Shorter ones than a password may be are refused already. */
const COUNT = 3_000
const SHORTEST = 8

const ranked: string[] = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve('@zxcvbn-ts/language-common/src/passwords.json'), 'utf8'),
)
const common = ranked
  .map((password) => password.toLowerCase())
  .filter((password) => password.length >= SHORTEST && !/[\s'\\]/.test(password))

const target = join(import.meta.dirname, '../src/domain/people/common-passwords.gen.ts')
writeFileSync(
  target,
  `// Made by bin/gen-common-passwords.ts from @zxcvbn-ts/language-common (MIT). Most common first.
export const COMMON_PASSWORDS =
  '${[...new Set(common)].slice(0, COUNT).join(' ')}'
`,
)
