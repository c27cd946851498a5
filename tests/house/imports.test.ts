import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { at } from '../../bin/root.ts'

let tree = ''

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'tollgate-imports-'))
  for (const path of ['biome.json', 'bin/lint']) cpSync(at(path), join(tree, path), { recursive: true })
})

afterAll(() => rmSync(tree, { recursive: true }))

/** What the linter says about a file at this path that imports this. */
function lint(path: string, code: string): string {
  const file = join(tree, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${code}\n`)
  const only = ['--only=style/noRestrictedImports', '--only=plugin', '--only=suspicious/noImportCycles']
  try {
    execFileSync(
      process.execPath,
      [at('node_modules/@biomejs/biome/bin/biome'), 'lint', '--vcs-enabled=false', ...only, path],
      {
        cwd: tree,
        stdio: 'pipe',
      },
    )
    return ''
  } catch (error) {
    return String((error as { stderr: Buffer }).stderr)
  } finally {
    rmSync(file)
  }
}

const value = (from: string) => `import { x } from '${from}'\nx()`
const type = (from: string) => `import type { X } from '${from}'\nexport type Y = X`

test.each([
  ['client/index.ts', '../src/domain/metering/decision.ts'],
  ['client/index.ts', '../views/text/en.ts'],
  ['client/index.ts', 'zod'],
  ['client/index.ts', 'node:crypto'],
  ['src/app/site/keys.tsx', '../../../client/index.ts'],
  ['src/domain/keys/keys.ts', '../../../client/codes.ts'],
  ['workers/jobs/index.ts', '../../client/index.ts'],
  ['functions/api/[[path]].ts', '../../src/storage/keys.ts'],
  ['functions/api/[[path]].ts', 'hono'],
  ['src/app/site/keys.tsx', '../../../functions/[[path]].ts'],
  ['src/app/site/keys.tsx', '../../../workers/meter/index.ts'],
  ['src/app/site/keys.tsx', '../../../tests/setup/worker.ts'],
  ['src/app/services.ts', '../../bin/seed.ts'],
  ['views/site/keys.tsx', '../../src/app/services.ts'],
  ['views/site/keys.tsx', '../../src/storage/keys.ts'],
  ['views/site/keys.tsx', '../../src/platform/meter.ts'],
  ['views/site/keys.tsx', '../../src/domain/keys/format.ts'],
  ['views/site/keys.tsx', '../../workers/mailer/index.ts'],
  ['src/storage/keys.ts', '../app/settings.ts'],
  ['src/storage/keys.ts', '../platform/meter.ts'],
  ['src/storage/console/keys.ts', '../../../views/page.ts'],
  ['src/platform/meter.ts', '../storage/keys.ts'],
  ['src/platform/meter.ts', '../app/settings.ts'],
  ['src/domain/keys/keys.ts', '../../storage/keys.ts'],
  ['src/domain/keys/keys.ts', '../../platform/meter.ts'],
  ['src/domain/keys/keys.ts', '../../app/routes.ts'],
  ['src/domain/keys/keys.ts', 'hono/utils/crypto'],
  ['src/domain/keys/keys.ts', 'drizzle-orm'],
  ['src/domain/keys/keys.ts', 'cloudflare:workers'],
  ['workers/meter/index.ts', '../jobs/index.ts'],
  ['workers/meter/index.ts', '../../views/mails/welcome.tsx'],
  ['workers/meter/index.ts', '../../src/app/settings.ts'],
  ['workers/jobs/index.ts', '../../src/app/settings.ts'],
  ['workers/jobs/index.ts', '../../views/site/keys.tsx'],
  ['workers/mailer/index.ts', '../../functions/[[path]].ts'],
])('%s may not import %s', (path, from) => {
  expect(lint(path, value(from))).toMatch(/may import types|noRestrictedImports/)
})

test('a type is an import too', () => {
  expect(lint('client/types.ts', type('../src/domain/keys/keys.ts'))).toContain('noRestrictedImports')
  expect(lint('src/domain/keys/keys.ts', type('../../storage/schema.ts'))).toContain('noRestrictedImports')
})

test('files may not import each other', () => {
  mkdirSync(join(tree, 'src/domain'), { recursive: true })
  writeFileSync(join(tree, 'src/domain/a.ts'), "import { b } from './b.ts'\nexport const a = () => b()\n")
  expect(lint('src/domain/b.ts', "import { a } from './a.ts'\nexport const b = () => a()")).toContain('noImportCycles')
})

test.each([
  ['client/index.ts', value('./transport.ts')],
  ['client/hono.ts', type('hono')],
  ['client/contract.test.ts', value('../src/app/errors.ts')],
  ['functions/api/[[path]].ts', value('../../src/app/api/app.ts')],
  ['src/app/site/keys.tsx', value('../../domain/keys/format.ts')],
  ['src/app/site/keys.tsx', value('../../storage/keys.ts')],
  ['src/app/site/keys.tsx', value('../../platform/meter.ts')],
  ['src/app/site/keys.tsx', value('../../../views/site/keys.tsx')],
  ['src/app/site/keys.tsx', value('hono')],
  ['views/site/keys.tsx', type('../../src/domain/keys/keys.ts')],
  ['views/site/keys.tsx', value('../../src/app/routes.ts')],
  ['views/site/keys.tsx', value('../../src/domain/time-zones.ts')],
  ['views/site/keys.tsx', value('../ui/table.tsx')],
  ['src/storage/keys.ts', value('../domain/keys/format.ts')],
  ['src/storage/keys.ts', value('drizzle-orm')],
  ['src/platform/meter.ts', value('../domain/metering/face.ts')],
  ['src/domain/keys/keys.ts', value('../ids.ts')],
  ['workers/meter/index.ts', value('../../src/domain/metering/decide.ts')],
  ['workers/jobs/index.ts', value('../../src/storage/changes.ts')],
  ['workers/jobs/index.ts', value('../../src/platform/meter.ts')],
  ['workers/mailer/index.ts', value('../../views/mails/welcome.tsx')],
  ['src/app/site/keys.test.ts', value('../../../tests/setup/development.ts')],
])('%s may say: %s', (path, code) => {
  expect(lint(path, code)).toBe('')
})
