import { existsSync } from 'node:fs'
import { chromium } from 'playwright'
import { run, runScript } from './run.ts'

const PLACES = [
  process.env.TOLLGATE_CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const find = (): string | undefined => [...PLACES, chromium.executablePath()].find((path) => path && existsSync(path))

/** The path of a Chromium, installed when the machine has none: with apt as root on Debian, else by Playwright. */
export async function findChromium(): Promise<{ path: string } | { path: null; reason: string }> {
  const there = find()
  if (there) return { path: there }
  let reason = ''
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.log('Installing Chromium with apt …')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-qq'], env)
    const packages = ['chromium', 'fonts-noto-cjk']
    reason = (await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], env)).output
  }
  if (!find()) {
    console.log('Installing Chromium with Playwright …')
    reason += (await runScript('playwright/cli.js', ['install', 'chromium'])).output
  }
  const path = find()
  return path ? { path } : { path: null, reason }
}
