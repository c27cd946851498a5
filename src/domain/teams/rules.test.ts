import { expect, test } from 'vitest'
import { INVITABLE, mayTouch, ROLES, rolesToGive } from './rules.ts'

test('an owner may touch everyone, an admin everyone but owners, others nobody', () => {
  const touched = ROLES.map((mine) => [mine, ROLES.filter((theirs) => mayTouch(mine, theirs))])
  expect(touched).toEqual([
    ['owner', ['owner', 'admin', 'developer', 'billing', 'viewer']],
    ['admin', ['admin', 'developer', 'billing', 'viewer']],
    ['developer', []],
    ['billing', []],
    ['viewer', []],
  ])
})

test('only owners make owners, and an admin raises nobody above admin', () => {
  expect(rolesToGive('owner')).toEqual(['owner', 'admin', 'developer', 'billing', 'viewer'])
  expect(rolesToGive('admin')).toEqual(['admin', 'developer', 'billing', 'viewer'])
  for (const role of ['developer', 'billing', 'viewer'] as const) expect(rolesToGive(role)).toEqual([])
})

test('no mail makes an owner', () => {
  expect(INVITABLE).not.toContain('owner')
})
