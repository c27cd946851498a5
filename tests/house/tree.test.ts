import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { settingNames } from '../../bin/local/options.ts'
import { at } from '../../bin/root.ts'

const read = (path: string): string => readFileSync(at(path), 'utf8')
const tracked = (): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: at(), encoding: 'utf8' })
    .split('\n')
    .filter((path) => path && existsSync(at(path)))

test.each(readdirSync(at('migrations')))('%s drops no table, or says why that is safe', (name) => {
  const text = read(join('migrations', name))
  const code = text.replace(/--.*$/gm, '')
  const isRisky = /DROP\s+TABLE|__new_|ON\s+(DELETE|UPDATE)\s+CASCADE/i.test(code)
  expect(isRisky && !/^-- safe: \S/m.test(text)).toBe(false)
})

test('migrations are numbered without a gap', () => {
  const numbers = readdirSync(at('migrations'))
    .sort()
    .map((name) => Number(name.slice(0, 4)))
  expect(numbers).toEqual(numbers.map((_, index) => index + 1))
})

test('.dev.vars.example names every setting, and none that nothing reads', () => {
  const sources = tracked().filter((path) => /^(src|bin|workers)\/.*\.ts$/.test(path) && !path.includes('.test.'))
  const parsed = sources
    .filter((path) => path.endsWith('settings.ts'))
    .flatMap((path) => [...read(path).matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name]) => name ?? ''))
  const named = settingNames()
  expect(parsed.filter((name) => !named.includes(name))).toEqual([])
  const text = sources.map(read).join('\n')
  expect(named.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([])
})

test('every file that a document links to exists', () => {
  const documents = tracked().filter((path) => path.endsWith('.md'))
  const missing = documents.flatMap((path) =>
    [...read(path).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)]
      .map(([, target]) => normalize(join(dirname(path), target ?? '')))
      .filter((target) => !existsSync(at(target)))
      .map((target) => `${path}: ${target}`),
  )
  expect(missing).toEqual([])
})

test('no well-known credential stands in the tree', () => {
  const found = tracked()
    .filter((path) => /\.(tsx?|mjs|toml|sql|json|md|sh|ya?ml)$|\.example$/.test(path) && path !== 'package-lock.json')
    .filter((path) => !path.includes('.test.') && !path.includes('.fixture.'))
    .flatMap((path) => {
      const text = read(path)
      const secrets = [
        /\bsk_[0-9A-Za-z]{48}\b/,
        /\$scrypt\$ln=\d+,r=\d+,p=\d+\$[A-Za-z0-9+/]{22,}/,
        /^\s*(KEY_SECRETS|ADMIN_PASSWORD)(=|\s*[=:]\s*["'])["']?[A-Za-z0-9+/]{8,}/m,
        /\bpassword["']?\s*[:=]\s*["'](admin|password|changeme|secret)\w*["']/,
      ]
      return secrets.some((secret) => secret.test(text)) ? [path] : []
    })
  expect(found).toEqual([])
})

test('a script that the documents name exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const named = tracked()
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) => [...read(path).matchAll(/\bnpm run ([a-z][a-z:-]*)/g)].map(([, name]) => name ?? ''))
  expect(named.filter((name) => !(name in scripts))).toEqual([])
  // bin/ready.mjs takes the next word for the file to run.
  const files = Object.values(scripts).map((script) => script.split(' ')[2] ?? '')
  expect(files.filter((name) => !existsSync(at(name === 'bench' ? 'bench/run.ts' : `bin/${name}.ts`)))).toEqual([])
})

test('docs/dependencies.md says of every package why it is here', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read('package.json'))
  const names = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
  const text = read('docs/dependencies.md')
  expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([])
})

test('package-lock.json names the packages of every platform, without which npm ci refuses it', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>
  }
  const names = new Set(
    Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)),
  )
  const wanted = Object.values(packages).flatMap((it) => Object.keys(it.optionalDependencies ?? {}))
  expect(wanted.filter((name) => !names.has(name))).toEqual([])
})
