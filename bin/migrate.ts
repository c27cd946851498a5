import { migrateCommand } from './deploy/database.ts'
import { readEnvironment } from './deploy/environment.ts'
import { openRemote } from './deploy/remote.ts'
import { wrangler } from './deploy/wrangler-run.ts'
import { migrateLocal } from './local/database.ts'
import { openDevFile } from './local/dev-file.ts'
import { readOptions } from './local/options.ts'
import { command } from './refusal.ts'

await command(async () => {
  const args = process.argv.slice(2)
  if (args.includes('--remote')) {
    const environment = readEnvironment(args)
    await openRemote(wrangler, environment)
    process.exitCode = (await wrangler(migrateCommand(environment), { isShown: true })).code ?? 1
    return
  }
  const options = readOptions(process.env, args)
  openDevFile(options)
  await migrateLocal(options.stateDir)
  console.log(`The local database in ${options.stateDir} is up to date. npm start serves it.`)
})
