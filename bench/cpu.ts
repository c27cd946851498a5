import { readdirSync, readFileSync } from 'node:fs'

/** Of Linux, which counts processor time in hundredths of a second wherever Node runs. */
const TICK_MS = 10

/** The workerds that this process has started: its children of that name. */
export function workerds(): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      const [, name, parent] = /^\d+ \((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
      return name === 'workerd' && parent === String(process.pid)
    } catch {
      return false // it ended while we looked
    }
  })
}

/** Processor time that a process has used, all its threads together, ms. */
export function cpuMs(pid: string): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name may hold anything; what follows it begins with the third field. utime and stime are the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

/** Memory that a process holds, MB. */
export const residentMb = (pid: string): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
