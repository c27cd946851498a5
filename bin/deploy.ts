import { createInterface } from 'node:readline/promises'
import { buildAssets } from './assets.ts'
import { deploy, dryRun, validate } from './deploy/deploy.ts'
import { readEnvironment } from './deploy/environment.ts'
import { wrangler } from './deploy/wrangler-run.ts'
import { readFreeLimit, readOperator } from './local/options.ts'
import { command, Refusal } from './refusal.ts'

const say = (text: string) => console.log(text)

/** Nothing goes to production by a slip of the hand: at a terminal it is asked for, elsewhere --yes says so. */
async function confirm(environment: string, args: readonly string[]): Promise<void> {
  if (environment !== 'production' || args.includes('--yes')) return
  if (!process.stdin.isTTY) throw new Refusal('Deploying to production without a terminal needs --yes.')
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question('Deploy to production? [y/N] ')
  terminal.close()
  if (!/^y(es)?$/i.test(answer.trim())) throw new Refusal('Nothing was deployed.')
}

await command(async () => {
  const args = process.argv.slice(2)
  const environment = readEnvironment(args)
  await buildAssets()
  if (args.includes('--dry-run')) return dryRun(environment, say)
  const operator = readOperator(process.env)
  const freeLimit = readFreeLimit(process.env)
  await confirm(environment, args)
  await deploy({ environment, operator, freeLimit, wrangler, say, validate })
})
