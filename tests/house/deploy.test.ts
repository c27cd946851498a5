import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { deploy } from '../../bin/deploy/deploy.ts'
import { configOf, type Environment, forEnvironment, readConfig, treeConfigs } from '../../bin/deploy/environment.ts'
import type { Wrangler } from '../../bin/deploy/wrangler-run.ts'
import { at } from '../../bin/root.ts'
import { hashPassword } from '../../src/domain/people/phc.ts'
import { cleanEnv, runToEnd } from './running.ts'

const OPERATOR = { email: 'me@example.com', password: 'correct horse' }

/** An account of Cloudflare's, as wrangler tells of it. */
function account(there: { databases?: string[]; vars?: string; operator?: { email: string; password: string } } = {}) {
  const said: string[] = []
  const databases = [...(there.databases ?? [])]
  const spaces: string[] = []
  const queues: string[] = []
  const projects: string[] = []
  let secrets = ''
  let operator = there.operator
  let sql = ''
  const wrangler: Wrangler = async (args, { input } = {}) => {
    const line = args.join(' ')
    said.push(line.replaceAll(`${at()}/`, ''))
    const ok = (output: unknown = '') => ({
      code: 0,
      output: typeof output === 'string' ? output : JSON.stringify(output),
    })
    const last = args.at(-1) ?? ''
    if (line === 'd1 list --json') return ok(databases.map((name) => ({ name, uuid: `id-of-${name}` })))
    if (line === 'kv namespace list') return ok(spaces.map((title) => ({ title, id: `id-of-${title}` })))
    if (line.startsWith('d1 create')) databases.push(last)
    if (line.startsWith('kv namespace create')) spaces.push(last)
    if (line.startsWith('queues create')) queues.push(last)
    if (line.startsWith('queues info')) return { code: queues.includes(last) ? 0 : 1, output: '' }
    if (line.startsWith('pages project list')) return ok(projects.map((name) => ({ 'Project Name': name })))
    if (line.startsWith('pages project create')) projects.push(args[3] ?? '')
    if (line.startsWith('pages secret list')) return ok(secrets)
    if (line.startsWith('pages secret put')) secrets = `${args[3]}: ${input}`
    if (line.startsWith('pages download')) {
      mkdirSync(last, { recursive: true })
      writeFileSync(join(last, 'wrangler.toml'), `name = "x"\n[env.production.vars]\n${there.vars ?? ''}\n`)
    }
    if (line.includes('--command')) return ok([{ results: operator ? [operator] : [] }])
    if (line.includes('--file')) {
      sql = readFileSync(args[args.indexOf('--file') + 1] ?? '', 'utf8')
      operator ??= { email: OPERATOR.email, password: 'x' }
    }
    return ok()
  }
  return { wrangler, said, secret: () => secrets, sql: () => sql }
}

const go = (
  environment: Environment,
  { wrangler }: { wrangler: Wrangler },
  operator: typeof OPERATOR | null = OPERATOR,
) => deploy({ environment, operator, freeLimit: null, wrangler, say: () => undefined, validate: async () => undefined })

describe('an environment', () => {
  test('staging shares no name with production', () => {
    const names = (environment: Environment) =>
      treeConfigs().flatMap((config) => {
        const { name, d1_databases, analytics_engine_datasets, durable_objects, services, queues } = forEnvironment(
          config,
          environment,
          { d1: {}, kv: {} },
          at(),
          at(),
        )
        return [
          name,
          ...(d1_databases ?? []).map((it) => it.database_name),
          ...(analytics_engine_datasets ?? []).map((it) => it.dataset),
          ...(durable_objects?.bindings ?? []).flatMap((it) => it.script_name ?? []),
          ...(services ?? []).map((it) => it.service),
          ...(queues?.producers ?? []).map((it) => it.queue),
          ...(queues?.consumers ?? []).flatMap((it) => [it.queue, it.dead_letter_queue ?? []].flat()),
        ]
      })
    const production = new Set(names('production'))
    expect(names('staging').length).toBeGreaterThan(8)
    expect(names('staging').filter((name) => production.has(name))).toEqual([])
    expect(names('staging').map((name) => name.replace(/[-_]staging$/, ''))).toEqual(names('production'))
  })
})

describe('deploy', () => {
  let empty = account()
  beforeEach(() => {
    empty = account()
  })

  test('makes what is missing, then deploys who reads mails before who queues them, and what is bound before who binds it', async () => {
    await go('staging', empty)
    const order = [
      'd1 create --update-config=false tollgate-staging',
      'queues create tollgate-mail-staging',
      'pages secret put KEY_SECRETS --project-name tollgate-staging',
      'd1 migrations apply DB --remote -c build/deploy/staging/jobs/wrangler.json',
      ...['mailer', 'meter', 'jobs'].map((part) => `deploy -c build/deploy/staging/${part}/wrangler.json --keep-vars`),
      'pages deploy --cwd build/deploy/staging/pages --project-name tollgate-staging --branch main --commit-dirty=true',
    ]
    expect(empty.said.filter((line) => order.includes(line))).toEqual(order)
    expect(readConfig(configOf('staging', 'meter')).d1_databases?.[0]?.database_id).toBe('id-of-tollgate-staging')
    expect(empty.secret()).toMatch(/^KEY_SECRETS: .{40,}$/)
    expect(empty.sql()).toContain(OPERATOR.email)
    expect(empty.sql()).not.toContain(OPERATOR.password)
  })

  test('a second time it makes nothing, and leaves the secret and the operator', async () => {
    const password = hashPassword(OPERATOR.password, (length) => new Uint8Array(length))
    const full = account({ operator: { email: OPERATOR.email, password } })
    await go('staging', full)
    const secret = full.secret()
    full.said.length = 0
    await go('staging', full)
    expect(full.said.filter((line) => /create|secret put/.test(line))).toEqual([])
    expect(full.secret()).toBe(secret)
    expect(full.sql()).not.toContain('UPDATE users')
  })

  test('another ADMIN_PASSWORD is put in force', async () => {
    const password = hashPassword('an older one', (length) => new Uint8Array(length))
    const full = account({ operator: { email: OPERATOR.email, password } })
    await go('staging', full)
    expect(full.sql()).toContain('UPDATE users')
  })

  test('keeps the variables of the dashboard', async () => {
    await go('staging', account({ vars: 'SITE_NAME = "Ours"\nENVIRONMENT = "production"' }))
    expect(readConfig(configOf('staging', 'pages')).vars).toEqual({ SITE_NAME: 'Ours', ENVIRONMENT: 'staging' })
  })

  test('without an operator, given or there, it stops before any code is deployed', async () => {
    await expect(go('staging', empty, null)).rejects.toThrow(/set ADMIN_EMAIL and ADMIN_PASSWORD/)
    expect(empty.said.filter((line) => /^(pages )?deploy/.test(line))).toEqual([])
  })

  test('not signed in: one sentence', async () => {
    const wrangler: Wrangler = async () => ({ code: 1, output: '' })
    await expect(go('production', { wrangler })).rejects.toThrow(/run `npx wrangler login`/)
  })
})

describe('npm run deploy', () => {
  const run = (...args: string[]) => runToEnd(process.execPath, ['bin/ready.mjs', 'deploy', ...args], cleanEnv({}))

  test('--dry-run says each command and validates each configuration', async () => {
    const { code, said } = await run('--dry-run', '--env', 'production')
    expect(said).toContain('wrangler deploy -c build/deploy/production/meter/wrangler.json --keep-vars\n')
    expect(said).toMatch(/Nothing was deployed\. The configurations are valid\.\n$/)
    expect(code).toBe(0)
    expect(existsSync(join(configOf('production', 'pages')))).toBe(true)
  })

  test.each([
    [['--env', 'test'], /^There is no environment "test": say --env staging or --env production\.\n$/],
    [['--env', 'production'], /^Deploying to production without a terminal needs --yes\.\n$/],
  ])('%j is refused', async (args, sentence) => {
    const { code, said } = await run(...args)
    expect(said).toMatch(sentence)
    expect(code).toBe(1)
  })
})
