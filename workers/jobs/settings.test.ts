import { expect, test } from 'vitest'
import { overdueLimits, retentionDays } from './settings.ts'

test('calls stay for 30 days unless it is set otherwise, and a wrong number is refused by name', () => {
  const days = (CALL_RETENTION_DAYS?: string) => retentionDays({ CALL_RETENTION_DAYS })
  expect([days(), days(''), days('1'), days('3650')]).toEqual([30, 30, 1, 3_650])
  for (const wrong of ['0', '3651', '1.5', 'x', '-1'])
    expect(() => days(wrong)).toThrow(/CALL_RETENTION_DAYS must be a whole/)
})

test('people are told of an overdue bill after 1, 7 and 14 days, and calls are never refused, unless it is set otherwise', () => {
  expect(overdueLimits({})).toEqual({ mailDays: [1, 7, 14], closeDays: null })
  expect(overdueLimits({ OVERDUE_MAIL_DAYS: '10, 3,10', OVERDUE_CLOSE_DAYS: '30' })).toEqual({
    mailDays: [3, 10],
    closeDays: 30,
  })
  for (const wrong of ['0', '366', '1;2', '1,,2', '1.5', '-1'])
    expect(() => overdueLimits({ OVERDUE_MAIL_DAYS: wrong })).toThrow(/OVERDUE_MAIL_DAYS must be whole/)
  for (const wrong of ['0', '3651', '1.5', 'x'])
    expect(() => overdueLimits({ OVERDUE_CLOSE_DAYS: wrong })).toThrow(/OVERDUE_CLOSE_DAYS must be a whole/)
})
