import { expect, test } from 'vitest'
import { retentionDays } from './settings.ts'

test('calls stay for 30 days unless it is set otherwise, and a wrong number is refused by name', () => {
  const days = (CALL_RETENTION_DAYS?: string) => retentionDays({ CALL_RETENTION_DAYS })
  expect([days(), days(''), days('1'), days('3650')]).toEqual([30, 30, 1, 3_650])
  for (const wrong of ['0', '3651', '1.5', 'x', '-1'])
    expect(() => days(wrong)).toThrow(/CALL_RETENTION_DAYS must be a whole/)
})
