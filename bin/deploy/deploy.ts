import { dirname } from 'node:path'
import { checkConfigs } from '../checks/config.ts'
import { Refusal } from '../refusal.ts'
import { at, COMPANIONS } from '../root.ts'
import { migrateCommand, seedRemote } from './database.ts'
import { configOf, type Environment, type Ids, named, treeConfigs, writeEnvironment } from './environment.ts'
import { BRANCH, dashboardVars, ensureProject, ensureSecrets } from './pages.ts'
import { creation, ensureResources, needsOf } from './resources.ts'
import type { Wrangler } from './wrangler-run.ts'

export interface Deployment {
  environment: Environment
  operator: { email: string; password: string } | null
  /** Credits a month on the free plan; null leaves them as they are. */
  freeLimit: number | null
  wrangler: Wrangler
  say: (text: string) => void
  /** Throws when Cloudflare would refuse what was written for the environment. */
  validate: (environment: Environment) => Promise<void>
}

const companionCommand = (environment: Environment, part: string): string[] => [
  'deploy',
  '-c',
  configOf(environment, part),
  '--keep-vars',
]

const pagesCommand = (environment: Environment, project: string): string[] => [
  ...['pages', 'deploy', '--cwd', dirname(configOf(environment, 'pages'))],
  ...['--project-name', project, '--branch', BRANCH, '--commit-dirty=true'],
]

/** Refuses configurations that Cloudflare would refuse halfway through. */
export async function validate(environment: Environment): Promise<void> {
  const companions = COMPANIONS.map((part) => configOf(environment, part))
  const { failed, output } = await checkConfigs(dirname(configOf(environment, 'pages')), companions)
  if (failed > 0) throw new Refusal(`Cloudflare would refuse a configuration; mend it first:\n${output}`)
}

async function shown(wrangler: Wrangler, args: readonly string[]): Promise<void> {
  if ((await wrangler(args, { isShown: true })).code === 0) return
  throw new Refusal(
    `wrangler ${args.join(' ')} failed: see above. What came before it is done and is skipped next time; docs/operations.md says how to go back.`,
  )
}

/** Does each step in its order: what is bound before who binds it, the database before the code that expects it. */
export async function deploy({ environment, operator, freeLimit, wrangler, say, validate }: Deployment): Promise<void> {
  const configs = treeConfigs()
  const project = named(configs[0]?.name ?? '', environment)
  if ((await wrangler(['whoami', '--json'])).code !== 0) {
    throw new Refusal(
      'wrangler is not signed in: run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.',
    )
  }
  const ids = await ensureResources(wrangler, needsOf(configs, environment), say)
  await ensureProject(wrangler, project, say)
  await ensureSecrets(wrangler, project, say)
  writeEnvironment(environment, ids, await dashboardVars(wrangler, project))
  say('Checking the configurations …')
  await validate(environment)
  await shown(wrangler, migrateCommand(environment))
  say(await seedRemote(wrangler, environment, operator, freeLimit))
  for (const part of COMPANIONS) await shown(wrangler, companionCommand(environment, part))
  await shown(wrangler, pagesCommand(environment, project))
  say(`Deployed. It answers at https://${project}.pages.dev: see /api/health there.`)
}

/** Says each command and does what works without an account: it writes the configurations and validates them. */
export async function dryRun(environment: Environment, say: (text: string) => void): Promise<void> {
  const configs = treeConfigs()
  const project = named(configs[0]?.name ?? '', environment)
  const needs = needsOf(configs, environment)
  const nothing: Ids = { d1: {}, kv: {} }
  writeEnvironment(environment, nothing)
  const steps: (readonly [string, readonly string[]])[] = [
    ['who is signed in', ['whoami', '--json']],
    ...[
      ...needs.databases.map(creation.database),
      ...needs.namespaces.map(creation.namespace),
      ...needs.queues.map(creation.queue),
      ...needs.buckets.map(creation.bucket),
    ].map((args) => ['when it is missing', args] as const),
    ['when it is missing', ['pages', 'project', 'create', project, '--production-branch', BRANCH]],
    ['when it is missing', ['pages', 'secret', 'put', 'KEY_SECRETS', '--project-name', project]],
    ['keeps the variables set in the dashboard', ['pages', 'download', 'config', project]],
    ['', migrateCommand(environment)],
    ['plans, the demo route, the operator of ADMIN_EMAIL', ['d1', 'execute', 'DB', '--remote', '--file', 'seed.sql']],
    ...COMPANIONS.map((part) => ['', companionCommand(environment, part)] as const),
    ['', pagesCommand(environment, project)],
  ]
  for (const [why, args] of steps)
    say(`wrangler ${args.join(' ').replaceAll(`${at()}/`, '')}${why ? `   # ${why}` : ''}`)
  await validate(environment)
  say('Nothing was deployed. The configurations are valid.')
}
