import { bearer, bearers, IN_FLIGHT, type Variants } from './variant.ts'

export const BAD_CHECKSUM = 'refused: a bad checksum'

/** Calls that are turned away: without asking anyone, and by the object. */
export const refusals: Variants = ({ port, key, usedUp, revoked }) => {
  const usual = { port, path: '/api/demo/status/204', connections: IN_FLIGHT }
  const badChecksum = key.slice(0, -1) + (key.endsWith('0') ? '1' : '0')
  const ofObject = { ...usual, counted: 'tollgate-meter' as const }
  return [
    { ...usual, name: BAD_CHECKSUM, status: 401, headers: bearer(badChecksum) },
    { ...usual, name: 'a 401 of that size, nothing checked', path: '/refused', status: 401, headers: {} },
    { ...ofObject, name: 'refused: a quota used up', status: 429, headers: bearers([usedUp]), accounts: [usedUp] },
    { ...ofObject, name: 'refused: a revoked key', status: 401, headers: bearers([revoked]), accounts: [revoked] },
  ]
}
