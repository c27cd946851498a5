// Makes a fresh clone ready and runs bin/<command>.ts under Node 24. Plain JavaScript: it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const [command, ...args] = process.argv.slice(2)

const readJson = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null)

/** One sentence, and out. */
function stop(sentence) {
  console.error(sentence)
  process.exit(1)
}

/** Whether node_modules holds what package-lock.json asks for. npm keeps its own list of what it installed. */
function isInstalled() {
  const wanted = readJson(join(ROOT, 'package-lock.json'))?.packages ?? {}
  const present = readJson(join(ROOT, 'node_modules', '.package-lock.json'))?.packages
  if (!present) return false
  return Object.entries(wanted).every(([path, { version, optional, devOptional, peer }]) => {
    if (path === '') return true
    const found = present[path]
    return found ? found.version === version : Boolean(optional || (devOptional && peer))
  })
}

function install() {
  console.log('Installing the packages of package-lock.json (the first time takes about a minute) …')
  // No package here needs its install script; the engine warnings are about this Node, and Node 24 comes with them.
  const flags = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = process.env.npm_execpath
  const windows = process.platform === 'win32'
  const { status } = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...flags], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] })
    : spawnSync('npm', flags, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'], shell: windows })
  if (status !== 0) stop('npm ci did not succeed: see its message above; it needs the package registry.')
}

/** A Node of 22.12 or later, which wrangler needs: the one that came with the packages, else this one. */
function findNode() {
  const own = join(ROOT, 'node_modules', '.bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(own) && spawnSync(own, ['--version']).status === 0) return own
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 12)) return process.execPath
  return stop(
    `Node ${process.versions.node} is too old here and no Node 24 came with the packages: install Node 22.12 or later.`,
  )
}

const script = join(ROOT, command === 'bench' ? 'bench/run.ts' : `bin/${command}.ts`)
if (!command || !existsSync(script)) stop(`There is no command "${command ?? ''}": see "scripts" in package.json.`)
if (!isInstalled()) install()

const node = findNode()
const child = spawn(node, ['--disable-warning=ExperimentalWarning', script, ...args], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` },
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code))
