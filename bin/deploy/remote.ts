import { Refusal } from '../refusal.ts'
import { type Environment, treeConfigs, writeEnvironment } from './environment.ts'
import { findIds, needsOf } from './resources.ts'
import type { Wrangler } from './wrangler-run.ts'

/** Writes the configurations of an environment that was deployed before, for a command on its database alone. */
export async function openRemote(wrangler: Wrangler, environment: Environment): Promise<void> {
  const ids = await findIds(wrangler)
  const missing = needsOf(treeConfigs(), environment).databases.filter((name) => !ids.d1[name])
  if (missing.length > 0)
    throw new Refusal(`There is no database ${missing.join(', ')} in this account: run npm run deploy first.`)
  writeEnvironment(environment, ids)
}
