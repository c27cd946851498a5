import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { cleanEnv, eventually, freePort, launch, listen, processesWith, type Running, runToEnd } from './running.ts'

const folder = mkdtempSync(join(tmpdir(), 'tollgate-start-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// The rest of this file looks at processes through /proc.
describe.skipIf(process.platform !== 'linux')('npm start', () => {
  const state = join(folder, 'state')
  let running: Running

  async function start(): Promise<void> {
    running = launch('npm', ['start'], cleanEnv({ STATE_DIR: state, PORT: String(await freePort()) }))
    const isUp = await eventually(() => running.said().includes('Try it') || running.child.exitCode !== null, 90_000)
    if (!isUp || running.child.exitCode !== null) throw new Error(`npm start did not come up:\n${running.said()}`)
  }

  const left = () => processesWith(state)
  const startPid = () =>
    left().find(({ line }) => /bin\/start\.ts/.test(line) && !line.includes('ready.mjs'))?.pid ?? Number.NaN

  afterEach(() => {
    for (const { pid } of left()) process.kill(pid, 'SIGKILL')
  })

  test('prints a curl line that works as pasted, and ends with all its processes on SIGTERM', async () => {
    await start()
    const line = /curl .*$/m.exec(running.said())?.[0] ?? ''
    const answer = JSON.parse(execFileSync('sh', ['-c', `${line} --silent`], { encoding: 'utf8' }))
    expect(answer).toMatchObject({ method: 'GET', path: '/hello' })
    expect(statSync(join(state, 'dev.json')).mode & 0o777).toBe(0o600)
    // npm, the one that makes ready, the start, the assets, wrangler and its workerd.
    expect(left().length).toBeGreaterThanOrEqual(6)
    running.child.kill('SIGTERM')
    await eventually(() => left().length === 0, 10_000)
    expect(left()).toEqual([])
  })

  test.each([
    ['Ctrl-C', () => process.kill(-(running.child.pid ?? Number.NaN), 'SIGINT')],
    ['SIGKILL of npm', () => running.child.kill('SIGKILL')],
    ['SIGKILL of the starting process', () => process.kill(startPid(), 'SIGKILL')],
    ['SIGKILL of all that npm started', () => process.kill(-(running.child.pid ?? Number.NaN), 'SIGKILL')],
  ])('a warm start migrates nothing, and %s leaves no process behind', async (_, kill) => {
    await start()
    expect(running.said()).not.toContain('Migrating')
    kill()
    await eventually(() => left().length === 0, 10_000)
    expect(left()).toEqual([])
  })
})

describe('what is wrong is said in one sentence', () => {
  const fails = (env: Record<string, string>) =>
    runToEnd(process.execPath, ['bin/ready.mjs', 'start'], cleanEnv({ STATE_DIR: join(folder, 'wrong'), ...env }))

  test('a port in use', async () => {
    const { port, server } = await listen()
    const { code, said } = await fails({ PORT: String(port) })
    server.close()
    expect(said).toBe(
      `Port ${port} is in use: end what listens there, or choose another with PORT=${port + 1} npm start.\n`,
    )
    expect(code).toBe(1)
  })

  test.each([
    [{ PORT: 'eighty' }, /^PORT is "eighty": set it to a number from 1 to 65535.*\n$/],
    [{ PORT: '65536' }, /^PORT is "65536": .*\n$/],
    [{ ADMIN_EMAIL: 'me@example.com' }, /^ADMIN_EMAIL is set without ADMIN_PASSWORD: set both, or neither\.\n$/],
    [{ ADMIN_PASSWORD: 'long enough' }, /^ADMIN_PASSWORD is set without ADMIN_EMAIL: set both, or neither\.\n$/],
    [{ ADMIN_EMAIL: 'me', ADMIN_PASSWORD: 'long enough' }, /^ADMIN_EMAIL is "me": set it to a mail address\.\n$/],
    [{ ADMIN_EMAIL: 'me@example.com', ADMIN_PASSWORD: 'short' }, /^ADMIN_PASSWORD must have 8 to 256 characters\.\n$/],
    [{ KEY_SECRETS: 'short' }, /^The setting KEY_SECRETS must hold secrets of at least 32 characters.*\n$/],
    [{ API_PREFIX: 'Sk-' }, /^The setting API_PREFIX must be .*\n$/],
    [
      { STATE_DIR: join(import.meta.filename, 'x') },
      /^The state folder .* cannot be written .*: make it writable, or set STATE_DIR.*\n$/,
    ],
  ])('%j', async (env, sentence) => {
    const { code, said } = await fails({ PORT: String(await freePort()), ...env })
    expect(said).toMatch(sentence)
    expect(code).toBe(1)
  })
})
