import { afterEach, expect, test, vi } from 'vitest'
import { ask } from '../visitor.fixture.ts'
import { site } from './index.ts'

const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
afterEach(() => warn.mockClear())

const report = (body: string) =>
  ask(site, '/csp-reports', { method: 'POST', headers: { 'Content-Type': 'application/csp-report' }, body })

test('a report becomes one line without the queries of its addresses', async () => {
  const answer = await report(
    JSON.stringify({
      'csp-report': {
        'effective-directive': 'script-src-elem',
        'blocked-uri': 'https://elsewhere.example/a.js?token=secret',
        'document-uri': 'http://localhost:8788/keys?key=secret',
      },
    }),
  )
  expect(answer.status).toBe(204)
  expect(warn).toHaveBeenCalledOnce()
  const [line] = warn.mock.calls[0] as [string]
  expect(JSON.parse(line)).toMatchObject({
    event: 'csp_report',
    directive: 'script-src-elem',
    blocked: '/a.js',
    page: '/keys',
  })
  expect(line).not.toContain('secret')
})

test.each(['', '{', '[]', '{"csp-report":1}'])('%o says nothing and breaks nothing', async (body) => {
  expect((await report(body)).status).toBe(204)
  expect(warn).not.toHaveBeenCalled()
})

test('a report over 8 KB is refused', async () => {
  expect((await report('x'.repeat(8193))).status).toBe(413)
})
