import { afterEach, beforeEach } from 'vitest'

// An error that nobody expected fails the test that caused it. A test that expects one replaces console.error itself.
const unexpected: unknown[][] = []
const original = console.error
console.error = (...args: unknown[]) => {
  unexpected.push(args)
  original(...args)
}

beforeEach(() => {
  unexpected.length = 0
})

afterEach(() => {
  const errors = unexpected.splice(0)
  if (errors.length > 0) throw new Error(`Unexpected console.error: ${errors.map((args) => args.join(' ')).join('\n')}`)
})
