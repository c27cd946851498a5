import type { Context } from 'hono'
import type { AccountCut } from '../domain/account/export.ts'
import { writtenCall } from '../domain/calls/written.ts'
import { ok, type Result } from '../domain/failures.ts'
import { type ZipFile, zipOf } from '../platform/zip.ts'
import { memberOf, originOf } from './actor.ts'
import {
  accountBody,
  archivedDayBody,
  auditBody,
  creditBody,
  givenBackBody,
  keyBody,
  settingsBody,
  tokenBody,
  userBody,
  wholeBillBody,
} from './api/bodies.ts'
import type { App } from './context.ts'
import { exportReadme } from './export-readme.ts'
import { href, json } from './routes.ts'

type Rows = AsyncIterable<readonly object[]> | Iterable<readonly object[]>

/** A JSON object a line. */
async function* lines(rows: Rows): AsyncIterable<string> {
  for await (const page of rows) if (page.length > 0) yield page.map((row) => `${JSON.stringify(row)}\n`).join('')
}

async function* named<T>(rows: AsyncIterable<T[]>, body: (row: T) => object): AsyncIterable<object[]> {
  for await (const page of rows) yield page.map(body)
}

const once = (row: object): Rows => [[row]]

/** The files of an export, by the JSON API's names. */
function filesOf(cut: AccountCut): ZipFile[] {
  const { account, user } = cut.session
  const files: [string, Rows][] = [
    ['account', once(accountBody(account))],
    ['you', once({ ...userBody(user), ...settingsBody(user), created_at: user.createdAt })],
    [
      'members',
      named(cut.members(), ({ userId, username, email, role, since }) => ({
        user_id: userId,
        username,
        email,
        role,
        since,
      })),
    ],
    [
      'invitations',
      named(cut.invitations(), ({ email, role, createdAt, expiresAt, usedAt }) => ({
        email,
        role,
        created_at: createdAt,
        expires_at: expiresAt,
        used_at: usedAt,
      })),
    ],
    ['keys', named(cut.keys(), (key) => ({ ...keyBody(key), created_by: key.createdBy }))],
    ['service_tokens', named(cut.serviceTokens(), (token) => ({ ...tokenBody(token), created_by: token.createdBy }))],
    ['bills', named(cut.bills(), wholeBillBody)],
    [
      'closings',
      named(cut.closings(), ({ period, phases, digest, closedAt }) => ({
        month: period,
        phases,
        digest,
        closed_at: closedAt,
      })),
    ],
    [
      'usage_hourly',
      named(cut.usage(), ({ keyId, routeId, msSum, histogram, ...row }) => ({
        ...row,
        key_id: keyId,
        route_id: routeId,
        ms_sum: msSum,
        ms_histogram: histogram,
      })),
    ],
    ['calls', named(cut.calls(), writtenCall)],
    [
      'archived_calls',
      named(cut.archives(), ({ archivedAt, ...row }) => {
        const { day, calls, bytes } = archivedDayBody(row)
        return { day, calls, bytes, path: href(json.archive, { day }), archived_at: archivedAt }
      }),
    ],
    ['credits', named(cut.credits(), creditBody)],
    ['refunded_calls', named(cut.refundedCalls(), givenBackBody)],
    ['audit_events', named(cut.events(), auditBody)],
  ]
  return files.map(([name, rows]) => ({ name: `${name}.ndjson`, text: lines(rows) }))
}

/** Letters and digits that every system takes in a file's name. */
const plain = (name: string): string =>
  name
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)

/** All data of the account as a zip file that is made while it is sent. */
export async function accountZip(c: Context<App>): Promise<Result<Response>> {
  const cut = await c.var.services.accountExport.open(memberOf(c), originOf(c))
  if (!cut.ok) return cut
  const { at, session } = cut.value
  const day = new Date(at).toISOString().slice(0, 10)
  const name = ['account', plain(session.account.name), day].filter(Boolean).join('-')
  const readme = async function* () {
    yield exportReadme(session.account, at)
  }
  const files = [{ name: 'README.txt', text: readme() }, ...filesOf(cut.value)]
  return ok(
    c.body(zipOf(files, at), 200, {
      'Content-Type': 'application/zip',
      'Content-Disposition': `attachment; filename="${name}.zip"`,
    }),
  )
}
