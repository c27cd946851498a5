import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { at } from '../root.ts'

const LEASH = pathToFileURL(at('bin/local/leash.mjs')).href
const PATIENCE_MS = 4_000

/** Starts a script under this Node in a process group of its own, which ends when this process does, however it ends. */
export function spawnGroup(script: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const flags = ['--disable-warning=ExperimentalWarning', '--no-deprecation', '--import', LEASH]
  return spawn(process.execPath, [...flags, script, ...args], { cwd: at(), ...options, detached: true })
}

/** Whether any process of the group is left. */
function isAlive(group: number): boolean {
  try {
    process.kill(-group, 0)
    return true
  } catch {
    return false
  }
}

function signal(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name)
  } catch {
    // already gone
  }
}

/** Ends a group, gently first; returns when none of its processes is left. */
export async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return
  signal(child.pid, 'SIGTERM')
  const deadline = Date.now() + PATIENCE_MS
  while (isAlive(child.pid) && child.exitCode === null && child.signalCode === null && Date.now() < deadline)
    await delay(50)
  signal(child.pid, 'SIGKILL')
  while (isAlive(child.pid) && Date.now() < deadline + PATIENCE_MS) await delay(20)
}
