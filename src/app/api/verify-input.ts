import * as z from 'zod'
import { scopes } from '../key-input.ts'
import { line } from '../line.ts'

export const cost = z.int().min(0).max(1_000_000_000)
export const routeName = line(80)
export const address = z.union([z.ipv4(), z.ipv6()])

/** What a verification takes. */
export const verification = z.strictObject({
  key: z.string(),
  cost: cost.default(1).meta({ description: 'Whole credits' }),
  scopes: scopes.default([]).meta({ description: 'The key must hold them all.' }),
  ip: address.optional().meta({ description: 'Where the call comes from.' }),
  route: routeName.default('verify').meta({ description: 'What the call stands under in the account’s usage.' }),
})
