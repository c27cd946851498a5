import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { experimental_readRawConfig } from 'wrangler'
import { Refusal } from '../refusal.ts'
import { at, COMPANIONS } from '../root.ts'

export const ENVIRONMENTS = ['staging', 'production'] as const
export type Environment = (typeof ENVIRONMENTS)[number]

/** The part of a wrangler configuration that differs between environments. */
export interface Config {
  name: string
  main?: string
  pages_build_output_dir?: string
  keep_vars?: boolean
  vars?: Record<string, unknown>
  d1_databases?: { binding: string; database_name: string; database_id: string; migrations_dir?: string }[]
  kv_namespaces?: { binding: string; id: string }[]
  r2_buckets?: { binding: string; bucket_name: string }[]
  analytics_engine_datasets?: { binding: string; dataset: string }[]
  durable_objects?: { bindings: { name: string; class_name: string; script_name?: string }[] }
  services?: { binding: string; service: string; entrypoint?: string }[]
  queues?: {
    producers?: { binding: string; queue: string }[]
    consumers?: { queue: string; dead_letter_queue?: string }[]
  }
}

/** Ids that Cloudflare gave: of databases by name, of key-value namespaces by title. */
export interface Ids {
  d1: Record<string, string>
  kv: Record<string, string>
}

export function readEnvironment(args: readonly string[]): Environment {
  const given = args.find((arg) => arg.startsWith('--env='))?.slice('--env='.length) ?? args[args.indexOf('--env') + 1]
  if (!args.some((arg) => arg.startsWith('--env'))) return 'production'
  const known = ENVIRONMENTS.find((name) => name === given)
  if (!known) throw new Refusal(`There is no environment "${given ?? ''}": say --env staging or --env production.`)
  return known
}

/** A name of the tree in an environment: production's as it stands, staging's with its suffix. */
export const named = (name: string, environment: Environment): string =>
  environment === 'production' ? name : `${name}-${environment}`

/** The title of a key-value namespace: its binding says what it is for. */
export const titleOf = (binding: string, environment: Environment): string =>
  named(`tollgate-${binding.toLowerCase()}`, environment)

/** A configuration for an environment: names with the suffix, Cloudflare's ids, paths from the folder `to`. */
export function forEnvironment(config: Config, environment: Environment, ids: Ids, from: string, to: string): Config {
  const name = (text: string) => named(text, environment)
  const path = (text: string) => relative(to, join(from, text))
  const queues = config.queues
  return {
    ...config,
    name: name(config.name),
    ...(config.main ? { main: path(config.main), keep_vars: true } : {}),
    ...(config.pages_build_output_dir ? { pages_build_output_dir: path(config.pages_build_output_dir) } : {}),
    vars: { ...config.vars, ENVIRONMENT: environment },
    d1_databases: (config.d1_databases ?? []).map((database) => ({
      ...database,
      database_name: name(database.database_name),
      database_id: ids.d1[name(database.database_name)] ?? database.database_id,
      ...(database.migrations_dir ? { migrations_dir: path(database.migrations_dir) } : {}),
    })),
    kv_namespaces: (config.kv_namespaces ?? []).map((namespace) => ({
      ...namespace,
      id: ids.kv[titleOf(namespace.binding, environment)] ?? namespace.id,
    })),
    r2_buckets: (config.r2_buckets ?? []).map((bucket) => ({ ...bucket, bucket_name: name(bucket.bucket_name) })),
    analytics_engine_datasets: (config.analytics_engine_datasets ?? []).map((it) => ({
      ...it,
      // A dataset is a table of SQL: its name takes no hyphen.
      dataset: name(it.dataset).replaceAll('-', '_'),
    })),
    durable_objects: {
      bindings: (config.durable_objects?.bindings ?? []).map((binding) => ({
        ...binding,
        ...(binding.script_name ? { script_name: name(binding.script_name) } : {}),
      })),
    },
    services: (config.services ?? []).map((service) => ({ ...service, service: name(service.service) })),
    ...(queues
      ? {
          queues: {
            producers: (queues.producers ?? []).map((producer) => ({ ...producer, queue: name(producer.queue) })),
            consumers: (queues.consumers ?? []).map((consumer) => ({
              ...consumer,
              queue: name(consumer.queue),
              ...(consumer.dead_letter_queue ? { dead_letter_queue: name(consumer.dead_letter_queue) } : {}),
            })),
          },
        }
      : {}),
  }
}

export const readConfig = (path: string): Config => experimental_readRawConfig({ config: path }).rawConfig as Config

/** Every configuration of the tree: the Pages app's first, then the companions' in the order of their deployment. */
export const treeConfigs = (): Config[] => sources().map(({ path }) => readConfig(path))

const sources = () => [
  { part: 'pages', path: at('wrangler.toml') },
  ...COMPANIONS.map((part) => ({ part, path: at('workers', part, 'wrangler.toml') })),
]

/** Where an environment's configurations are written. They hold ids of an account, so they stay out of the tree. */
export const folderOf = (environment: Environment): string => at('build/deploy', environment)
export const configOf = (environment: Environment, part: string): string =>
  join(folderOf(environment), part, 'wrangler.json')

/** Where the site is, as far as a deploy knows: its setting, else where Pages serves it. */
const siteOf = (environment: Environment, { SITE_URL }: Record<string, unknown>): string =>
  typeof SITE_URL === 'string' ? SITE_URL : `https://${named('tollgate', environment)}.pages.dev`

/**
 * Writes an environment's configurations under build/deploy. wrangler deploys a Pages app only from its own folder, hence
 * one with a link to functions/. `vars` are variables that the Pages app has besides; the jobs have where it is.
 */
export function writeEnvironment(environment: Environment, ids: Ids, vars: Record<string, unknown> = {}): void {
  rmSync(folderOf(environment), { recursive: true, force: true })
  for (const { part, path } of sources()) {
    const target = configOf(environment, part)
    mkdirSync(dirname(target), { recursive: true })
    const config = forEnvironment(readConfig(path), environment, ids, dirname(path), dirname(target))
    if (part === 'pages') config.vars = { ...vars, ...config.vars }
    if (part === 'jobs') config.vars = { ...config.vars, DEFAULT_SITE_URL: siteOf(environment, vars) }
    writeFileSync(target, `${JSON.stringify(config, null, 2)}\n`)
  }
  symlinkSync(at('functions'), join(folderOf(environment), 'pages', 'functions'), 'dir')
}
