import { expect, test } from 'vitest'
import { billSettings, retentionDays } from './settings.ts'

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
