import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Config, readConfig } from './environment.ts'
import { jsonIn, must } from './resources.ts'
import type { Wrangler } from './wrangler-run.ts'

/** Each deploy goes to the project's production; staging is a project of its own. */
export const BRANCH = 'main'

/** Creates the Pages project when it is missing. */
export async function ensureProject(wrangler: Wrangler, project: string, say: (text: string) => void): Promise<void> {
  const listed = jsonIn<Record<string, string>[]>(await must(wrangler, ['pages', 'project', 'list', '--json']))
  if (listed.some((row) => row['Project Name'] === project || row.name === project)) return
  say(`Creating the Pages project ${project} …`)
  await must(wrangler, ['pages', 'project', 'create', project, '--production-branch', BRANCH])
}

/** Puts KEY_SECRETS when the project has none. It is made here, goes there, and is kept nowhere else. */
export async function ensureSecrets(wrangler: Wrangler, project: string, say: (text: string) => void): Promise<void> {
  const listed = await must(wrangler, ['pages', 'secret', 'list', '--project-name', project])
  if (/\bKEY_SECRETS\b/.test(listed)) return
  say('Making the secret that seals API keys …')
  const secret = randomBytes(32).toString('base64')
  await must(wrangler, ['pages', 'secret', 'put', 'KEY_SECRETS', '--project-name', project], secret)
}

/**
 * The plain variables that someone set in the dashboard. A Pages deploy with a configuration file replaces all of them
 * and has no --keep-vars, so they are read before and written into it.
 */
export async function dashboardVars(wrangler: Wrangler, project: string): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-pages-'))
  try {
    await must(wrangler, ['pages', 'download', 'config', project, '--force', '--cwd', folder])
    const path = join(folder, 'wrangler.toml')
    if (!existsSync(path)) return {}
    const config = readConfig(path) as Config & { env?: { production?: { vars?: Record<string, unknown> } } }
    return { ...config.env?.production?.vars }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
