import { seedRemote } from './deploy/database.ts'
import { readEnvironment } from './deploy/environment.ts'
import { openRemote } from './deploy/remote.ts'
import { wrangler } from './deploy/wrangler-run.ts'
import { localSeed, prepareDatabase } from './local/database.ts'
import { openDevFile } from './local/dev-file.ts'
import { checkSettings, readFreeLimit, readOperator, readOptions } from './local/options.ts'
import { command } from './refusal.ts'

await command(async () => {
  const args = process.argv.slice(2)
  if (args.includes('--remote')) {
    const environment = readEnvironment(args)
    await openRemote(wrangler, environment)
    console.log(await seedRemote(wrangler, environment, readOperator(process.env), readFreeLimit(process.env)))
    return
  }
  const options = readOptions(process.env, args)
  const file = openDevFile(options)
  const { API_PREFIX } = checkSettings({
    ENVIRONMENT: 'development',
    KEY_SECRETS: file.key_secrets,
    ...options.settings,
  })
  const settings = { prefix: API_PREFIX, freeLimit: options.freeLimit }
  if (args.includes('--print')) {
    console.log(`${localSeed(file, settings).join(';\n\n')};`)
    return
  }
  await prepareDatabase(options.stateDir, { ...file, stamp: null }, settings, (text) => console.log(text))
  console.log(`The local database in ${options.stateDir} is seeded. npm start serves it.`)
})
