import { BOUNDS } from '../domain/metering/histogram.ts'
import type { Account } from '../domain/people/people.ts'

/** What goes with an export: each file, each field and its unit. */
export const exportReadme = (
  account: Account,
  at: number,
): string => `All data of the account ${account.name} (${account.id})

As of ${new Date(at).toISOString()}. What began later is not in it. Calls and usage are cut at one commit of the account's meter:
the same calls are in both. A call that was still running then is in neither.

Each .ndjson file holds one JSON object a line, in UTF-8. An empty file: there is nothing of the kind.
Times (at, hour, since and all that end in _at) are UTC milliseconds since 1970. null: none, or not known.

account.ndjson        the account itself. price is in minor units of currency (ISO 4217) a month; included_credits are
                      credits a calendar month (UTC); window_seconds are seconds.
you.ndjson            who asked for this: name, address and settings.
members.ndjson        who belongs to the account, with their role, and since when.
invitations.ndjson    who was invited: address, role, until when, and when it was accepted.
keys.ndjson           API keys. The keys themselves are stored nowhere: hint is a key's prefix and its last four
                      characters. quota.limit is credits a period; created_by is a user's id; leak: where it was found in public,
                      as it was first reported, and what was done (response).
service_tokens.ndjson service tokens, likewise without their text.
usage_hourly.ndjson   sums of one key, route and outcome in the hour (UTC) that begins at hour. calls: a count. credits: charged.
                      ms_sum: milliseconds from admission to end, added up. ms_histogram: counts of calls that took at most
                      ${BOUNDS.join(', ')} ms, and more. outcome: ok, failed,
                      unknown (its end was never heard of), or a refusal's code.
calls.ndjson          every call that is kept, and of refused ones the first 20 a key, code and minute.
                      status: HTTP, 0 for none. ms: milliseconds. bytes: of the answer's body. credits: charged in the end.
                      upstream_ms: until the upstream's head was there. checks: those of the decision in their order.
audit_events.ndjson   the account's log. by: user, operators (who act as one) or system. detail: before and after.

Not in it, since it is nobody's to take along: passwords, second factors, sessions, tokens, and what other accounts hold.
`
