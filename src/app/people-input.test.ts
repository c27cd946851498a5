import { expect, test } from 'vitest'
import { fieldErrors } from './middleware/fields.ts'
import { registration } from './people-input.ts'

const good = { username: 'rosa', email: 'rosa@example.com', password: 'plum-ladder-41' }
const problems = (input: Record<string, unknown>) => {
  const parsed = registration.safeParse({ ...good, ...input }, { reportInput: true })
  return parsed.success ? [] : fieldErrors(parsed.error)
}

test.each([
  { username: 'a.b-c_9' },
  { password: ' 8 chars' },
  { password: '密码密码密码密码' },
  { password: '🔑'.repeat(8) },
  { password: 'é'.repeat(256) },
  { password: 'line\nbreak\u0000' },
])('%j is accepted', (input) => {
  expect(problems(input)).toEqual([])
})

test.each([
  [{ username: 'ab' }, { field: 'username', problem: 'too_short', limit: 3 }],
  [{ username: 'x'.repeat(33) }, { field: 'username', problem: 'too_long', limit: 32 }],
  [{ username: 'rosa@home' }, { field: 'username', problem: 'format' }],
  [{ username: 'rosa\r\nx' }, { field: 'username', problem: 'format' }],
  [{ username: 'rоsa' }, { field: 'username', problem: 'format' }],
  [{ username: '' }, { field: 'username', problem: 'required' }],
  [{ username: ['rosa'] }, { field: 'username', problem: 'type' }],
  [{ email: 'rosa' }, { field: 'email', problem: 'format' }],
  [{ email: 'rosa@example.com\nBcc: x' }, { field: 'email', problem: 'format' }],
  [{ email: `${'x'.repeat(250)}@example.com` }, { field: 'email', problem: 'too_long', limit: 254 }],
  [{ password: 'seven77' }, { field: 'password', problem: 'too_short', limit: 8 }],
  [{ password: '🔑'.repeat(7) }, { field: 'password', problem: 'too_short', limit: 8 }],
  [{ password: 'x'.repeat(257) }, { field: 'password', problem: 'too_long', limit: 256 }],
  [{ password: 'PassWord1' }, { field: 'password', problem: 'common_password' }],
  [{ password: undefined }, { field: 'password', problem: 'required' }],
  [{ role: 'owner' }, { field: 'role', problem: 'unknown' }],
])('%j: %j', (input, problem) => {
  expect(problems(input)).toEqual([problem])
})
