import { existsSync } from 'node:fs'
import { run } from '../../bin/checks/run.ts'

/** Where a program is: it is installed from Debian when it is missing and that can be done. Null when it cannot be had. */
export async function findProgram(name: string, path: string): Promise<string | null> {
  if (existsSync(path)) return path
  let reason = 'It is installed with apt-get, by root on Debian.'
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.log(`Installing ${name} with apt …`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-qq'], env)
    reason = (await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], env)).output
  }
  if (existsSync(path)) return path
  if (process.env.CI === 'true') throw new Error(`No ${name} here:\n${reason}`)
  console.log(`No ${name} here, so its configuration is not run:\n${reason}`)
  return null
}
