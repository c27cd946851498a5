import { readFileSync, writeFileSync } from 'node:fs'
import measured from './measured.json' with { type: 'json' }
import { figure, table } from './report.ts'
import { type Outcome, type Scenario, simulate } from './simulation.ts'

const DOCUMENT = 'docs/scale.md'
const [BEGIN, END] = ['<!-- simulation -->', '<!-- end of simulation -->']

const TODAY = { exponent: 1, seed: 1, flushAfter: 60, daysInD1: 30, sampled: 1, leases: false }
const GROWN = { ...TODAY, flushAfter: 600, daysInD1: 1, sampled: 0.01, leases: true }

const SCENARIOS: [string, Scenario][] = [
  ['as it is: 10,000 accounts, 1,000 calls/s', { ...TODAY, accounts: 10_000, callsASecond: 1_000 }],
  ['as it is: 100,000 accounts, 10,000 calls/s', { ...TODAY, accounts: 100_000, callsASecond: 10_000 }],
  ['as it is: 1,000,000 accounts, 100,000 calls/s', { ...TODAY, accounts: 1_000_000, callsASecond: 100_000 }],
  ['flushes after 10 minutes', { ...TODAY, flushAfter: 600, accounts: 1_000_000, callsASecond: 100_000 }],
  ['and calls a day in D1', { ...TODAY, flushAfter: 600, daysInD1: 1, accounts: 1_000_000, callsASecond: 100_000 }],
  ['and leases, and one call in 100 sampled', { ...GROWN, accounts: 1_000_000, callsASecond: 100_000 }],
]

const ROWS: [string, (outcome: Outcome) => string][] = [
  ['accounts too hot for one object', ({ hotAccounts }) => String(hotAccounts)],
  ['their share of all calls', ({ hotShare }) => `${(hotShare * 100).toFixed(0)} %`],
  ['asked of the busiest object, a second', ({ busiestObject }) => figure(busiestObject)],
  ['object requests a second', ({ objectRequests }) => figure(objectRequests)],
  ['object rows written a second', ({ objectRows }) => figure(objectRows)],
  ['flushes a second', ({ flushes }) => figure(flushes)],
  ['D1 rows written a second', ({ d1Rows }) => figure(d1Rows)],
  ['databases, by their time', ({ shardsByTime }) => figure(shardsByTime)],
  ['databases, by their size', ({ shardsBySize }) => figure(shardsBySize)],
  ['the busiest of them is busy', ({ busiestShard }) => `${(busiestShard * 100).toFixed(0)} %`],
  ['D1, GB', ({ d1Gb }) => figure(d1Gb)],
  ['data points a second', ({ dataPoints }) => figure(dataPoints)],
  ['a million calls', ({ aMillion }) => `$${aMillion.toFixed(2)}`],
  ['a month', ({ month }) => `$${figure(month)}`],
]

const outcomes = SCENARIOS.map(([name, scenario]) => ({ name, outcome: simulate(scenario, measured) }))
const text = `From \`bench/measured.json\` (${measured.at} UTC, commit ${measured.commit}${measured.isQuick ? ', **a quick run**' : ''}).

${table(
  ['', ...outcomes.map(({ name }) => name)],
  ROWS.map(([name, of]) => [name, ...outcomes.map(({ outcome }) => of(outcome))]),
)}`
console.log(text)

if (process.argv.includes('--write')) {
  const [before = '', rest = ''] = readFileSync(DOCUMENT, 'utf8').split(BEGIN)
  const after = rest.slice(rest.indexOf(END))
  writeFileSync(DOCUMENT, `${before}${BEGIN}\n${text}\n${after}`)
}
