import { hashKey, hintOf } from '../../src/domain/keys/format.ts'
import { PLACEHOLDER_ENDING } from '../../src/domain/people/address.ts'
import { sql } from './sql.ts'

/** A user with an account of their own. */
export interface Person {
  user_id: string
  account_id: string
  /** The account's public tag. */
  tag: string
  email: string
  /** PHC string of the password. */
  hash: string
}

function person(
  who: Person,
  username: string,
  account: string,
  plan: string,
  isOperator: 0 | 1,
  now: number,
): string[] {
  // Nothing hangs on a user who was not inserted because the name or address is taken.
  return [
    sql`INSERT INTO users (id, username, email, email_verified_at, password, is_operator, created_at)
VALUES (${who.user_id}, ${username}, ${who.email}, ${now}, ${who.hash}, ${isOperator}, ${now})
ON CONFLICT DO NOTHING`,
    sql`INSERT INTO accounts (id, name, tag, plan_id, created_at)
SELECT ${who.account_id}, ${account}, ${who.tag}, ${plan}, ${now} FROM users WHERE id = ${who.user_id}
ON CONFLICT DO NOTHING`,
    sql`INSERT INTO memberships (account_id, user_id, role, created_at)
SELECT id, ${who.user_id}, 'owner', ${now} FROM accounts WHERE id = ${who.account_id}
ON CONFLICT DO NOTHING`,
    sql`INSERT INTO meter_marks (account_id) SELECT id FROM accounts WHERE id = ${who.account_id}
ON CONFLICT DO NOTHING`,
  ]
}

/** Takes an address from whoever gave it without confirming it, as a registration does. */
const release = (email: string): string => sql`UPDATE users
SET pending_email = coalesce(pending_email, email), email = id || ${PLACEHOLDER_ENDING}
WHERE email = ${email} AND email_verified_at IS NULL`

/** The first operator, user `admin`. One who is there already keeps everything. */
export const operator = (who: Person, now: number): string[] => [
  release(who.email),
  ...person(who, 'admin', 'Operator', 'plan_free_1', 1, now),
]

/** Gives the operator another address and password, and ends their sessions. */
export function operatorChange(email: string, hash: string): string[] {
  return [
    release(email),
    sql`UPDATE users SET email = ${email}, password = ${hash}, credentials_version = credentials_version + 1 WHERE username = 'admin' AND is_operator = 1`,
    sql`DELETE FROM sessions WHERE user_id IN (SELECT id FROM users WHERE username = 'admin' AND is_operator = 1)`,
  ]
}

/** Development only: an account whose key the printed curl line holds. A key made later reaches the meter by a push. */
export function demo(who: Person & { key: string; key_id: string }, prefix: string, now: number): string[] {
  const hash = hashKey(who.key)
  return [
    ...person(who, 'demo', 'Demo', 'plan_pro_1', 0, now),
    sql`UPDATE accounts SET revision = revision + 1 WHERE id = ${who.account_id}
AND EXISTS (SELECT 1 FROM api_keys WHERE account_id = ${who.account_id})
AND NOT EXISTS (SELECT 1 FROM api_keys WHERE hash = ${hash})`,
    sql`INSERT INTO api_keys (id, account_id, hash, hint, name, created_by, created_at, revision)
SELECT ${who.key_id}, id, ${hash}, ${hintOf(who.key, prefix)}, 'Demo', ${who.user_id}, ${now}, revision
FROM accounts WHERE id = ${who.account_id}
ON CONFLICT DO NOTHING`,
    sql`INSERT INTO meter_pushes (account_id, tag, revision, created_at)
SELECT id, tag, revision, ${now} FROM accounts WHERE id = ${who.account_id} AND revision > 1
ON CONFLICT DO NOTHING`,
  ]
}
