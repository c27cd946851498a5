import { makeIds } from '../domain/ids.ts'
import { makeOperating } from '../domain/operating/make.ts'
import { makePeople } from '../domain/people/make.ts'
import { pushChanges } from '../platform/meter.ts'
import { random } from '../platform/random.ts'
import { confirmPush } from '../storage/changes.ts'
import { operatingStore } from '../storage/console/operating.ts'
import { database } from '../storage/database.ts'
import { peopleStore } from '../storage/people.ts'
import type { Bindings, Services } from './context.ts'
import type { Settings } from './settings.ts'

const clock = Date.now
const ids = makeIds(clock, random)

/** Wires every verb to this Worker's bindings. */
export function servicesOf(bindings: Bindings, settings: Settings): Services {
  const db = database(bindings.DB)
  const push = pushChanges(bindings.METER, (accountId, revision) => confirmPush(db, accountId, revision))
  const { API_PREFIX: prefix, KEY_SECRETS: secrets } = settings
  const notYet = () => {
    throw new Error('not wired yet')
  }
  return {
    clock,
    people: makePeople({ store: peopleStore(db), passwords: bindings.PASSWORDS, push, clock, ids, random, prefix, secrets }),
    keys: { list: notYet, find: notYet, create: notYet, rename: notYet, revoke: notYet },
    usage: { overview: notYet },
    routes: { list: notYet, find: notYet, create: notYet, change: notYet, remove: notYet },
    operating: makeOperating({ store: operatingStore(db), push, clock, ids }),
  }
}
