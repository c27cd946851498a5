import type { OperatingStore } from '../../domain/operating/store.ts'
import type { Database } from '../database.ts'
import { findAccount, listAccounts } from './accounts.ts'
import { setAccountStanding, setUserStanding } from './standing.ts'
import { findUser, listUsers } from './users.ts'

/** What operators see and change, over all accounts. */
export const operatingStore = (db: Database): OperatingStore => ({
  accounts: (request) => listAccounts(db, request),
  account: (id) => findAccount(db, id),
  users: (request) => listUsers(db, request),
  user: (id) => findUser(db, id),
  setAccountStanding: (id, standing) => setAccountStanding(db, id, standing),
  setUserStanding: (id, standing, eventId) => setUserStanding(db, id, standing, eventId),
})
