import fc from 'fast-check'
import { expect, test } from 'vitest'
import { networkOf } from './network.ts'

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:c000:0207', '192.0.2.7'],
  ['0:0:0:0:0:ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
])('%s counts for %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

test.each(['', 'localhost', '010.0.0.1', '1', '2130706433', '192.0.2.7:80', '1::2::3', 'x]/', '192.0.2.7, 192.0.2.8'])(
  'what is no address counts as one: %s',
  (text) => {
    expect(networkOf(text)).toBe('unreadable')
  },
)

const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16))

test('any two addresses of one /64 count for one network, in any spelling, and another /64 for another', () => {
  const halves = fc.array(group, { minLength: 4, maxLength: 4 })
  fc.assert(
    fc.property(halves, halves, halves, halves, (network, one, two, other) => {
      fc.pre(network.join() !== other.join() && network.join() !== '0,0,0,0' && other.join() !== '0,0,0,0')
      const spelled = [...network, ...two].map((text) => text.toUpperCase().padStart(4, '0')).join(':')
      expect(networkOf([...network, ...one].join(':'))).toBe(networkOf(spelled))
      expect(networkOf([...network, ...one].join(':'))).not.toBe(networkOf([...other, ...one].join(':')))
    }),
  )
})
