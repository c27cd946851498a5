import { setTimeout } from 'node:timers/promises'
import { openDevFile } from './local/dev-file.ts'
import { endGroup, spawnGroup } from './local/group.ts'
import { readOptions } from './local/options.ts'
import { isHealthy } from './local/server.ts'
import { command, Refusal } from './refusal.ts'
import { at } from './root.ts'

const PATH = '/api/admin/reconciliation'
const HEALTHY_WITHIN_MS = 90_000
/** How soon a run that another works on is asked for again, and how long it may stand still. */
const AGAIN_AFTER_MS = 2_000
const STILL_MS = 10 * 60_000
/** How often a repair is asked for. */
const REPAIRS = 100

interface Run {
  id: string
  since: number
  finished_at: number | null
  accounts: number
  skipped: number
}

interface Difference {
  account_id: string
  code: string
  subject: string
  expected: number
  found: number
}

/** Asks the JSON API, and says in a sentence what went wrong. */
async function ask<T>(origin: string, method: string, path: string, token: string | null, body?: object): Promise<T> {
  const answer = await fetch(origin + path, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  if (answer.ok) return (await answer.json()) as T
  const said = (await answer.json().catch(() => ({}))) as { code?: string; message?: string }
  throw new Refusal(
    `${method} ${path} answered ${answer.status} ${said.code ?? ''}: ${said.message ?? 'no reason given'}`,
  )
}

/** Adds up anew the days and totals that are not the sums of their hours, as a comparison finds them. */
async function repairAll(origin: string, token: string): Promise<void> {
  await runOver(origin, token)
  let months = 0
  // Who still writes without adding up, an old meter, makes new ones all the time.
  for (let round = 0; round < REPAIRS; round++) {
    const { repaired } = await ask<{ repaired: number }>(origin, 'POST', `${PATH}/repair`, token)
    if (repaired === 0) break
    months += repaired
  }
  console.log(
    `Days and totals added up anew: ${months} ${months === 1 ? 'month of an account' : 'months of accounts'}.`,
  )
}

/** Goes on until a run over everything is over. */
async function runOver(origin: string, token: string): Promise<Run> {
  const goOn = async () => (await ask<{ run: Run }>(origin, 'POST', PATH, token)).run
  let run = await goOn()
  let movedAt = Date.now()
  // A nightly run that is under way looks back less far: the one after it looks at everything.
  while (run.finished_at === null || run.since > 0) {
    const next = await goOn()
    const isStill = next.id === run.id && next.accounts === run.accounts && next.finished_at === run.finished_at
    if (!isStill) movedAt = Date.now()
    else if (Date.now() - movedAt > STILL_MS) throw new Refusal('The run does not move: the log says why.')
    else await setTimeout(AGAIN_AFTER_MS)
    run = next
  }
  return run
}

/** Compares everything, prints a line for each difference, and says how many there are and what could not be compared. */
async function compareAll(origin: string, token: string): Promise<number> {
  const run = await runOver(origin, token)
  let count = 0
  let cursor = ''
  for (;;) {
    const query = new URLSearchParams({ limit: '100', ...(cursor ? { cursor } : {}) })
    const page = await ask<{ data: Difference[]; next_cursor: string | null }>(origin, 'GET', `${PATH}?${query}`, token)
    for (const { account_id, code, subject, expected, found } of page.data)
      console.log(`${account_id} ${code} ${subject}: expected ${expected}, found ${found}`)
    count += page.data.length
    if (page.next_cursor === null) break
    cursor = page.next_cursor
  }
  const skipped = run.skipped > 0 ? `, ${run.skipped} of them not comparable (the log says why)` : ''
  console.log(
    `${run.accounts} accounts compared${skipped}: ${count === 0 ? 'no difference' : count === 1 ? '1 difference' : `${count} differences`}.`,
  )
  return count + run.skipped
}

await command(async () => {
  const args = process.argv.slice(2)
  const work = async (origin: string, token: string) => {
    if (args.includes('--repair')) await repairAll(origin, token)
    return compareAll(origin, token)
  }
  const url = args.find((arg) => arg.startsWith('--url='))?.slice('--url='.length) ?? args[args.indexOf('--url') + 1]
  if (args.some((arg) => arg.startsWith('--url'))) {
    const { TOLLGATE_TOKEN: token } = process.env
    if (!url || !URL.canParse(url))
      throw new Refusal('--url needs the address of the service, like https://api.example.com.')
    if (!token) {
      throw new Refusal(
        'TOLLGATE_TOKEN is missing: set it to an operator’s token, which POST /api/auth/login answers with.',
      )
    }
    process.exitCode = (await work(new URL(url).origin, token)) > 0 ? 1 : 0
    return
  }

  const options = readOptions(process.env, args)
  const origin = `http://localhost:${options.port}`
  const isUp = await isHealthy(origin, 2_000, () => false)
  const server = isUp ? null : spawnGroup(at('bin/start.ts'), [], { stdio: ['ignore', 'ignore', 'inherit'] })
  try {
    let isOver = false
    server?.on('exit', () => {
      isOver = true
    })
    if (!(isUp || (await isHealthy(origin, HEALTHY_WITHIN_MS, () => isOver))))
      throw new Refusal('The local service did not start: npm start says why.')
    const { operator } = openDevFile(options)
    const password = operator.password ?? options.operator?.password
    const login = { login: operator.email, password }
    const { token } = await ask<{ token: string }>(origin, 'POST', '/api/auth/login', null, login)
    process.exitCode = (await work(origin, token)) > 0 ? 1 : 0
  } finally {
    if (server) await endGroup(server)
  }
})
