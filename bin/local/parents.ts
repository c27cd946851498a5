import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const POLL_MS = 300

/** The parent and the command line of a process; null when it is gone. */
function inspect(pid: number): { parent: number; line: string } | null {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      // The name in parentheses may hold anything; the state and the parent follow it.
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (state === 'Z' || state === 'X') return null
      return { parent: Number(parent), line: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }
    }
    const [parent, ...line] = execFileSync('ps', ['-o', 'ppid=,command=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(/\s+/)
    return { parent: Number(parent), line: line.join(' ') }
  } catch {
    return null
  }
}

/**
 * The processes whose end must end this one: its parent, and under npm also the shell that npm started and npm itself,
 * because that shell outlives a killed npm.
 */
function chain(): { pid: number; parent: number }[] {
  const links = [{ pid: process.pid, parent: process.ppid }]
  if (!process.env.npm_lifecycle_event) return links
  for (let pid = process.ppid; links.length < 6; ) {
    const found = inspect(pid)
    if (!found || !/ready\.mjs|^\S*sh -c /.test(found.line)) break
    links.push({ pid, parent: found.parent })
    pid = found.parent
  }
  return links
}

/** Calls back once when a process above this one is gone. */
export function watchParents(onGone: () => void): void {
  const links = chain()
  const timer = setInterval(() => {
    const [own, ...above] = links
    const isWhole = own?.parent === process.ppid && above.every(({ pid, parent }) => inspect(pid)?.parent === parent)
    if (isWhole) return
    clearInterval(timer)
    onGone()
  }, POLL_MS)
  timer.unref()
}
