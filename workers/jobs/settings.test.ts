import { expect, test } from 'vitest'
import { billSettings, overdueLimits, retentionDays } from './settings.ts'

test('calls stay for 30 days unless it is set otherwise, and a wrong number is refused by name', () => {
  const days = (CALL_RETENTION_DAYS?: string) => retentionDays({ CALL_RETENTION_DAYS })
  expect([days(), days(''), days('1'), days('3650')]).toEqual([30, 30, 1, 3_650])
  for (const wrong of ['0', '3651', '1.5', 'x', '-1'])
    expect(() => days(wrong)).toThrow(/CALL_RETENTION_DAYS must be a whole/)
})

test('bills are untaxed and due in 14 days unless it is set otherwise, and what is wrong is refused by name', () => {
  expect(billSettings({})).toEqual({ taxPpm: 0, taxName: 'VAT', dueDays: 14 })
  expect(billSettings({ TAX_PERCENT: '8.25', TAX_NAME: 'Sales tax', BILL_DUE_DAYS: '30' })).toEqual({
    taxPpm: 82_500,
    taxName: 'Sales tax',
    dueDays: 30,
  })
  for (const TAX_PERCENT of ['101', '-1', '8,25', 'x'])
    expect(() => billSettings({ TAX_PERCENT })).toThrow(/TAX_PERCENT must be percent/)
  expect(() => billSettings({ BILL_DUE_DAYS: '1.5' })).toThrow(/BILL_DUE_DAYS must be a whole/)
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
