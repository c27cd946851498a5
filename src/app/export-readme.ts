import { BOUNDS } from '../domain/metering/histogram.ts'
import type { Account } from '../domain/people/people.ts'

/** What goes with an export: each file, each field and its unit. A test holds it to what the files hold. */
export const exportReadme = (
  account: Account,
  at: number,
): string => `All data of the account ${account.name} (${account.id})

As of ${new Date(at).toISOString()}. What began later is not in it. Calls and usage are cut at one commit of the account's meter:
the same calls are in both. A call that was still running then is in neither.

Each .ndjson file holds one JSON object a line, in UTF-8. An empty file: there is nothing of the kind.
Times (at, hour, since and all that end in _at) are UTC milliseconds since 1970. null: none, or not known.

account.ndjson        the account itself: id, name, created_at.
                      status: active or suspended, with its suspended_reason. deletion_due_at: when it is to be deleted.
                      leak_response: what is done with a key found in public (notify, rotate or revoke).
                      plan: its key, version and name; price in minor units of currency (ISO 4217) a month; included_credits a
                      calendar month (UTC), and overage: what those beyond cost, from one to another: price_minor per so many;
                      rate_limits by name: limit calls in window_seconds; quotas: limit credits a period (day, week, month, or
                      total), besides; max_keys, max_members, trial_days; features: what it offers, in en and zh.
                      Of bills: cap_minor on a month's overage and alerts_minor, at which mails go out, in minor units;
                      details: the name, address and tax_id on bills. payment_required_at: since when a bill keeps calls out.
plans.ndjson          which plan it had from starts_at on, until the next: plan_id, plan (its key) and version; trial: free of charge.
you.ndjson            who asked for this: id, username, email and whether it is email_verified, is_admin (of the service),
                      created_at. Settings: locale, time_zone, theme, notifications (new_sign_in, usage).
members.ndjson        who belongs to the account: user_id, username, email, role, and since when.
invitations.ndjson    who was invited: email, role, created_at, expires_at, and used_at, when it was accepted.
keys.ndjson           API keys: id, name, note, environment (a label). The keys themselves are stored nowhere: hint is a
                      key's prefix and its last four characters. status: active, disabled (switched off) or revoked.
                      scopes: what routes may ask for. allowed_ips: addresses and CIDR ranges; none: from anywhere.
                      rate_limits by name: limit calls in window_seconds. quota: limit credits a period (day, week,
                      month, or total for all its life). metadata: what was noted on it, as JSON.
                      created_at, created_by (a user's id), expires_at, revoked_at; in_force_at: when the meter had
                      confirmed the revocation. replaces, replaced_by: ids of the keys before and after a rotation.
                      leak: where it was found in public, as it was first reported (at, url, source), what was done (response:
                      notify, rotate or revoke), and its end after that (ends_at).
service_tokens.ndjson service tokens, likewise without their text: id, account_id, name, hint, scopes,
                      created_by (a user's id), created_at, expires_at, revoked_at; last_used_at: up to five minutes behind.
bills.ndjson          bills: id, number, month (UTC), status, currency (ISO 4217), issued_at, due_at, paid_at. All that ends in _minor
                      are minor units: subtotal_minor, tax_minor (tax_name, tax_ppm: parts per million), total_minor,
                      credited_minor by credit notes, paid_minor without what was given back, outstanding_minor. billing_details:
                      name, address and tax_id as they were then. digest: SHA-256 of the usage and the terms behind it.
                      lines: kind, plan, starts_at, ends_at, quantity (credits; of base and proration seconds), amount_minor, and
                      what it is computed from: price_minor a month and month_seconds, or a tier of overage with its
                      from, to, price_minor and per (so many credits), or request_ids of_month that were given back, or a
                      reason. payments: id, method, amount_minor, refunded_minor, paid_at. credit_notes: id, number,
                      amount_minor, reason, issued_at. acts: what operators did to it: action, at, reason.
refunds.ndjson        money given back: id, payment_id (see bills), amount_minor, status (pending, done, failed), reason,
                      created_at, done_at.
vouchers.ndjson       receipts of transfers that were uploaded: id, bill_id, type, bytes, sha256 of the file, state (pending,
                      approved, refused), reason, uploaded_at, reviewed_at. The files are at /bills/<bill_id>/vouchers/<id>.
closings.ndjson       months that are over: month (UTC), its phases, each with starts_at, ends_at, plan_id, whether it was a
                      trial, and the credits charged in it; digest as in bills; closed_at.
usage_hourly.ndjson   sums of one key_id, route_id and outcome in the hour (UTC) that begins at hour. calls: a count.
                      credits: charged. ms_sum: milliseconds from admission to end, added up. ms_histogram: counts of
                      calls that took at most ${BOUNDS.join(', ')} ms, and more.
                      outcome: ok, failed, unknown (its end was never heard of), or a refusal's code.
calls.ndjson          every call that is kept, and of refused ones the first 20 a key, code and minute: request_id, at
                      (when it was decided), key_id, route_id, method, path (without its query), address, outcome as above.
                      status: HTTP, 0 for none. ms: milliseconds. bytes: of the answer's body. credits: charged in the end.
                      upstream_ms: until the upstream's head was there. checks: those of the decision in their order,
                      each a check with its result (passed, refused, not_reached); of a limit its name, whose it is (of),
                      limit, window_seconds (null: a quota), and what was left before the call and after its decision.
archived_calls.ndjson days of calls that are too old to be among them: day (UTC), how many calls ended on it, bytes of the
                      file in which they are, path, from where it is to be had (and on the page Archived calls), and archived_at.
                      Its lines are those of calls.ndjson.
credits.ndjson        money in the account's favour: id, account_id, kind (late_refund: of calls given back; goodwill), amount_minor and
                      used_minor (what bills have taken off) in minor units of currency, reason, created_at.
refunded_calls.ndjson calls whose credits were given back after their end: request_id, account_id, period (the month of its
                      admission), credits, reason, created_at.
audit_events.ndjson   the account's log: id, at, action, target (the id of what it was done to), address.
                      by: user, operators (who act as one) or system. actor: a user's id and username. token: id and name of
                      the service token with which a program acted for the actor. account: id and name.
                      detail: before and after.

Not in it, since it is nobody's to take along: passwords, second factors, sessions, tokens, and what other accounts hold.
`
