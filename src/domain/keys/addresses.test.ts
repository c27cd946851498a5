import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AddressRange, formatRange, isWithin, parseRange } from './addresses.ts'

const canonical = (text: string): string | null => {
  const range = parseRange(text)
  return range && formatRange(range)
}
const ranges = (...texts: string[]): AddressRange[] => texts.map((text) => parseRange(text) as AddressRange)

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['192.0.2.1/32', '192.0.2.1'],
  ['192.0.2.77/24', '192.0.2.0/24'],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['255.255.255.255/1', '128.0.0.0/1'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['2001:0db8::0001', '2001:db8::1'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['::', '::'],
  ['::1', '::1'],
  ['1::', '1::'],
  ['::/0', '::/0'],
  ['2001:db8:1:2:3:4:5:6/64', '2001:db8:1:2::/64'],
  ['2001:db8:ffff::/36', '2001:db8:f000::/36'],
  ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::FFFF:c000:0201', '192.0.2.1'],
  ['0:0:0:0:0:ffff:192.0.2.1/120', '192.0.2.0/24'],
  ['::ffff:0:0/95', '::fffe:0:0/95'],
])('%s is %s', (text, expected) => {
  expect(canonical(text)).toBe(expected)
})

test.each([
  '',
  '192.0.2',
  '192.0.2.1.1',
  '192.0.2.256',
  '192.0.02.1',
  '0xc0.0.2.1',
  '3221225985',
  ' 192.0.2.1',
  '192.0.2.1/33',
  '192.0.2.1/',
  '192.0.2.1/08',
  '192.0.2.1/+8',
  '192.0.2.1/24/24',
  '192.0.2.1:80',
  ':',
  ':::',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::8:9',
  '1:2:3:4::5:6:7:8',
  '12345::',
  'g::',
  '::1%eth0',
  'fe80::1%1/64',
  '[::1]',
  '::1/129',
  '192.0.2.1::',
  '1:192.0.2.1:2:3:4:5:6',
  'example.com',
])('%j is refused', (text) => {
  expect(canonical(text)).toBeNull()
})

test('an address is inside up to the last bit of its range and outside from the next', () => {
  const inside = (address: string, ...texts: string[]) => isWithin(address, ranges(...texts))
  expect(inside('2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64')).toBe(true)
  expect(inside('2001:db8:1:3::', '2001:db8:1:2::/64')).toBe(false)
  expect(inside('192.0.2.127', '192.0.2.0/25')).toBe(true)
  expect(inside('192.0.2.128', '192.0.2.0/25')).toBe(false)
  expect(inside('203.0.113.9', '192.0.2.0/25', '::/0', '203.0.113.9')).toBe(true)
})

test('the families do not meet, except where IPv6 carries an IPv4 address', () => {
  expect(isWithin('192.0.2.1', ranges('::/0'))).toBe(false)
  expect(isWithin('::1', ranges('0.0.0.0/0'))).toBe(false)
  expect(isWithin('::ffff:192.0.2.1', ranges('192.0.2.0/24'))).toBe(true)
})

test('an address that is not known lies in no range', () => {
  expect(['', 'unknown', '::1%lo'].map((address) => isWithin(address, ranges('0.0.0.0/0', '::/0')))).toEqual([
    false,
    false,
    false,
  ])
})

test('what was written canonically reads as the same range', () => {
  const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }))
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), fc.integer({ min: 0, max: 128 }), (groups, bits) => {
      const once = canonical(`${groups.map((one) => one.toString(16)).join(':')}/${bits}`)
      expect(canonical(once ?? '')).toBe(once)
    }),
  )
})
