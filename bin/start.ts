import { buildAssets } from './assets.ts'
import { prepareDatabase } from './local/database.ts'
import { openDevFile } from './local/dev-file.ts'
import { endGroup, spawnGroup } from './local/group.ts'
import { checkSettings, readOptions } from './local/options.ts'
import { watchParents } from './local/parents.ts'
import { bridgeIpv6, claimPort } from './local/ports.ts'
import { isHealthy, lastLines, logPath, startCron, startServer } from './local/server.ts'
import { command } from './refusal.ts'
import { at } from './root.ts'

const HEALTHY_WITHIN_MS = 60_000

await command(async () => {
  const options = readOptions(process.env, process.argv.slice(2))
  const { port, stateDir, freeLimit } = options
  const origin = `http://localhost:${port}`
  await claimPort(port)
  const file = openDevFile(options)
  const settings = {
    ENVIRONMENT: 'development',
    KEY_SECRETS: file.key_secrets,
    DEFAULT_SITE_URL: origin,
    ...options.settings,
  }
  const { API_PREFIX, SITE_NAME } = checkSettings(settings)

  const groups: Parameters<typeof endGroup>[0][] = []
  let isEnding = false
  let isUp = false
  const end = async (code: number) => {
    if (isEnding) return
    isEnding = true
    await Promise.all(groups.map(endGroup))
    process.exit(code)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0))
  watchParents(() => void end(0))

  await Promise.all([
    buildAssets(),
    prepareDatabase(stateDir, file, { prefix: API_PREFIX, freeLimit }, (text) => console.log(text)),
  ])
  if (isEnding) return
  groups.push(spawnGroup(at('bin/assets.ts'), ['--watch'], { stdio: ['ignore', 'ignore', 'inherit'] }))
  const server = startServer(options, settings, (line) => {
    if (isUp || !line.includes('Compiled')) console.log(line)
  })
  groups.push(server)
  server.on('exit', () => {
    if (isEnding) return
    const words = isUp ? 'see above' : `its last words:\n${lastLines(stateDir)}`
    console.error(`The local server ended by itself; all it said is in ${logPath(stateDir)}, ${words}`)
    void end(1)
  })

  isUp = await isHealthy(origin, HEALTHY_WITHIN_MS, () => isEnding)
  if (isEnding) return
  if (!isUp) {
    console.error(
      `${origin}/api/health did not turn green within a minute. The last lines of ${logPath(stateDir)}:\n${lastLines(stateDir)}`,
    )
    return end(1)
  }
  bridgeIpv6(port)
  startCron(origin)
  const { operator } = file
  console.log(`
${SITE_NAME} is at ${origin}

  Operator   ${operator.password ? `admin or ${operator.email}, password ${operator.password}` : `${operator.email}, password as in ADMIN_PASSWORD`}
  Mail       ${origin}/dev/mail
  Try it     curl -H 'Authorization: Bearer ${file.demo.key}' ${origin}/api/demo/hello

Changes in the source reload by themselves. Ctrl-C ends it.
`)
})
