import { Refusal } from '../refusal.ts'
import { type Config, type Environment, type Ids, named, titleOf } from './environment.ts'
import type { Wrangler } from './wrangler-run.ts'

/** What the configurations ask of an account, by the names of an environment. */
export interface Needs {
  databases: string[]
  namespaces: string[]
  queues: string[]
  buckets: string[]
}

export function needsOf(configs: readonly Config[], environment: Environment): Needs {
  const unique = (names: string[]) => [...new Set(names)].sort()
  return {
    databases: unique(
      configs.flatMap((config) => (config.d1_databases ?? []).map((it) => named(it.database_name, environment))),
    ),
    namespaces: unique(
      configs.flatMap((config) => (config.kv_namespaces ?? []).map((it) => titleOf(it.binding, environment))),
    ),
    queues: unique(
      configs.flatMap(({ queues }) => [
        ...(queues?.producers ?? []).map((it) => named(it.queue, environment)),
        ...(queues?.consumers ?? []).flatMap((it) =>
          [it.queue, it.dead_letter_queue].flatMap((name) => (name ? [named(name, environment)] : [])),
        ),
      ]),
    ),
    buckets: unique(
      configs.flatMap((config) => (config.r2_buckets ?? []).map((it) => named(it.bucket_name, environment))),
    ),
  }
}

/** The output of a wrangler command that must succeed. */
export async function must(wrangler: Wrangler, args: readonly string[], input?: string): Promise<string> {
  const { code, output } = await wrangler(args, input === undefined ? {} : { input })
  if (code !== 0)
    throw new Refusal(`wrangler ${args.join(' ')} failed; run this command again once it is mended:\n${output.trim()}`)
  return output
}

/** The JSON in what a command printed; wrangler may say something before it. */
export function jsonIn<T>(output: string): T {
  const start = output.search(/[[{]\s*["{\]}]/)
  if (start < 0) throw new Refusal(`wrangler answered without JSON:\n${output.trim()}`)
  return JSON.parse(output.slice(start)) as T
}

/** The ids of what is there, by name. */
export async function findIds(wrangler: Wrangler): Promise<Ids> {
  const databases = jsonIn<{ name: string; uuid: string }[]>(await must(wrangler, ['d1', 'list', '--json']))
  const namespaces = jsonIn<{ title: string; id: string }[]>(await must(wrangler, ['kv', 'namespace', 'list']))
  return {
    d1: Object.fromEntries(databases.map(({ name, uuid }) => [name, uuid])),
    kv: Object.fromEntries(namespaces.map(({ title, id }) => [title, id])),
  }
}

// wrangler offers to write what it made into wrangler.toml; the ids belong elsewhere.
const KEEP = '--update-config=false'

/** The command that creates each thing. */
export const creation = {
  database: (name: string) => ['d1', 'create', KEEP, name],
  namespace: (title: string) => ['kv', 'namespace', 'create', KEEP, title],
  queue: (name: string) => ['queues', 'create', name],
  bucket: (name: string) => ['r2', 'bucket', 'create', KEEP, name],
}

/** Creates what is missing, and answers with the ids of all of it. */
export async function ensureResources(wrangler: Wrangler, needs: Needs, say: (text: string) => void): Promise<Ids> {
  const there = await findIds(wrangler)
  const isThere = async (args: readonly string[]) => (await wrangler(args)).code === 0
  const create = async (kind: keyof typeof creation, name: string) => {
    say(`Creating the ${kind} ${name} …`)
    await must(wrangler, creation[kind](name))
  }
  for (const name of needs.databases) if (!there.d1[name]) await create('database', name)
  for (const title of needs.namespaces) if (!there.kv[title]) await create('namespace', title)
  for (const name of needs.queues) if (!(await isThere(['queues', 'info', name]))) await create('queue', name)
  for (const name of needs.buckets) if (!(await isThere(['r2', 'bucket', 'info', name]))) await create('bucket', name)
  return findIds(wrangler)
}
