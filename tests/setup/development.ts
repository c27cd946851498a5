import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What npm start made up for the running service: the operator's password and the demo account's key. */
export function development(): { operator: { email: string; password: string }; demo: { key: string } } {
  return JSON.parse(readFileSync(join(process.env.TOLLGATE_STATE_DIR ?? '.wrangler/state', 'dev.json'), 'utf8'))
}
