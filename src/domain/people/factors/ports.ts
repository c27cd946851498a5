import type { Clock } from '../../clock.ts'
import type { Ids, Random } from '../../ids.ts'
import type { Vault } from '../../vault.ts'
import type { SessionStore } from '../store.ts'
import type { Throttle } from '../tries.ts'
import type { FactorStore } from './store.ts'

export interface FactorPorts {
  store: FactorStore
  sessions: Pick<SessionStore, 'renewSession'>
  vault: Vault
  throttle: Throttle
  clock: Clock
  ids: Ids
  random: Random
}

/** What an app's secret is sealed for: no other user's can be put in its place. */
export const sealedFor = (userId: string): string => `totp\n${userId}`
