import { expect, test } from 'vitest'
import { changesOf } from './changes.ts'

test('of a change only what differs is told', () => {
  const before = { name: 'Maps', credits: 1, methods: ['GET'] }
  expect(changesOf({ before, after: { ...before, credits: 2, methods: [] } })).toEqual([
    { name: 'credits', before: '1', after: '2' },
    { name: 'methods', before: '["GET"]', after: '[]' },
  ])
})

test('what came to be has no before, what went has no after', () => {
  expect(changesOf({ after: { path: '/v1' } })).toEqual([{ name: 'path', before: null, after: '/v1' }])
  expect(changesOf({ before: { path: '/v1' } })).toEqual([{ name: 'path', before: '/v1', after: null }])
})

test('a new name stands beside the old one', () => {
  expect(changesOf({ from: 'one', to: 'two' })).toEqual([{ name: 'name', before: 'one', after: 'two' }])
})

test('other details are told as they are, but for what is not known', () => {
  expect(changesOf({ reason: 'unpaid', system: null })).toEqual([{ name: 'reason', before: null, after: 'unpaid' }])
  expect(changesOf({})).toEqual([])
})
