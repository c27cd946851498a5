import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { parseSettings } from '../../src/app/settings.ts'
import { checkJobsSettings } from '../../workers/jobs/settings.ts'
import { parseMailSettings } from '../../workers/mailer/settings.ts'
import { Refusal } from '../refusal.ts'
import { at } from '../root.ts'

/** What is read here and never reaches a Worker. */
const STARTERS = ['PORT', 'STATE_DIR', 'ADMIN_EMAIL', 'ADMIN_PASSWORD', 'FREE_LIMIT']

type Values = Record<string, string>

export interface Options {
  port: number
  stateDir: string
  verbose: boolean
  /** What was given for the first operator; null when it is to be made up. */
  operator: { email: string; password: string } | null
  /** Credits a month on the free plan; null leaves them as they are. */
  freeLimit: number | null
  /** Settings of the environment, else of .dev.vars. */
  settings: Values
  /** Those of .dev.vars alone; null without the file. */
  devVars: Values | null
}

/** Every setting's name: .dev.vars.example is the list, and a test holds it to that. */
export function settingNames(): string[] {
  const text = readFileSync(at('.dev.vars.example'), 'utf8')
  return [...text.matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name ?? '')
}

function readPort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port
  throw new Refusal(`PORT is "${text}": set it to a number from 1 to 65535, or leave it out for 8788.`)
}

/** The operator of ADMIN_EMAIL and ADMIN_PASSWORD: both or neither. */
export function readOperator(values: Record<string, string | undefined>): Options['operator'] {
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = values
  if (!email && !password) return null
  if (!password) throw new Refusal('ADMIN_EMAIL is set without ADMIN_PASSWORD: set both, or neither.')
  if (!email) throw new Refusal('ADMIN_PASSWORD is set without ADMIN_EMAIL: set both, or neither.')
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new Refusal(`ADMIN_EMAIL is "${email}": set it to a mail address.`)
  if (password.length < 8 || password.length > 256) throw new Refusal('ADMIN_PASSWORD must have 8 to 256 characters.')
  return { email, password }
}

/** FREE_LIMIT: credits a month on the free plan. */
export function readFreeLimit(values: Record<string, string | undefined>): number | null {
  const { FREE_LIMIT: text } = values
  if (!text) return null
  const limit = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(limit)) return limit
  throw new Refusal(`FREE_LIMIT is "${text}": set it to a whole number of credits, or leave it out for 100.`)
}

/** Reads the environment over .dev.vars. Refuses what cannot be right. */
export function readOptions(env: Record<string, string | undefined>, args: readonly string[]): Options {
  const path = at('.dev.vars')
  const devVars = existsSync(path) ? (parseEnv(readFileSync(path, 'utf8')) as Values) : null
  const values: Values = { ...devVars }
  for (const name of settingNames()) {
    const value = env[name]
    if (value) values[name] = value
  }
  const { PORT, STATE_DIR, ADMIN_EMAIL, ADMIN_PASSWORD, FREE_LIMIT, ...settings } = values
  return {
    port: readPort(PORT ?? '8788'),
    stateDir: resolve(at(), STATE_DIR ?? '.wrangler/state'),
    verbose: args.includes('--verbose'),
    operator: readOperator({ ADMIN_EMAIL, ADMIN_PASSWORD }),
    freeLimit: readFreeLimit({ FREE_LIMIT }),
    settings,
    devVars: devVars && Object.fromEntries(Object.entries(devVars).filter(([name]) => !STARTERS.includes(name))),
  }
}

/** The settings as the Workers will parse them; a wrong one is refused here, before anything starts. */
export function checkSettings(settings: Values) {
  try {
    parseMailSettings(settings)
    checkJobsSettings(settings)
    return parseSettings(settings)
  } catch (error) {
    throw new Refusal((error as Error).message)
  }
}
