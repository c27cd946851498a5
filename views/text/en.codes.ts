import type { FailureCode, FieldProblem } from '../../src/domain/failures.ts'
import type { DecisionCode } from '../../src/domain/metering/decision.ts'
import { plural } from './plural.ts'

export interface DecisionText {
  /** In a table's cell. */
  short: string
  meaning: string
  /** What the caller should do. */
  remedy: string
}

export const decisions: Record<DecisionCode, DecisionText> = {
  VALID: { short: 'Admitted', meaning: 'The call passed and was charged.', remedy: 'Nothing.' },
  KEY_MISSING: {
    short: 'No key',
    meaning: 'The call carried no key.',
    remedy: 'Send the key in the Authorization header.',
  },
  KEY_MALFORMED: {
    short: 'Malformed key',
    meaning: 'The text is not a key: its form or checksum is wrong.',
    remedy: 'Copy the whole key again; a character is missing or changed.',
  },
  KEY_NOT_FOUND: {
    short: 'Unknown key',
    meaning: 'The key looks right but was never issued here.',
    remedy: 'Check that you are calling the right service, or create a key.',
  },
  KEY_REVOKED: { short: 'Key revoked', meaning: 'The key was ended for good.', remedy: 'Use another key.' },
  KEY_DISABLED: {
    short: 'Key switched off',
    meaning: 'The key is switched off.',
    remedy: 'Switch it on or use another.',
  },
  KEY_EXPIRED: { short: 'Key expired', meaning: 'The key is past its date.', remedy: 'Create a new key.' },
  KEY_IN_QUERY: {
    short: 'Key in the URL',
    meaning: 'A key stood in the URL, where logs and histories keep it.',
    remedy: 'Send it in a header, and replace the key: treat it as leaked.',
  },
  ACCOUNT_SUSPENDED: {
    short: 'Account suspended',
    meaning: 'The account was suspended by the operators, or is to be deleted.',
    remedy: 'Your overview says which, and what can be done.',
  },
  PAYMENT_REQUIRED: {
    short: 'Payment required',
    meaning: 'A bill of this account is overdue, and its calls wait until it is paid.',
    remedy: 'Pay the bill on the billing page: calls pass again with the payment.',
  },
  SPENDING_LIMIT: {
    short: 'Spending limit reached',
    meaning: 'The monthly cap that this account set on its own spending is reached.',
    remedy: 'Raise or remove the cap on the billing page, or wait for the next month.',
  },
  ACCOUNT_UNVERIFIED: {
    short: 'Address not confirmed',
    meaning: 'No owner of the account has confirmed their mail address yet.',
    remedy: 'Open the link in the mail that came after signing up, or ask for another in the settings.',
  },
  IP_FORBIDDEN: {
    short: 'Address not allowed',
    meaning: 'The key may not be used from the address that the call came from.',
    remedy: 'Call from an allowed address, or add this one to the key.',
  },
  INSUFFICIENT_SCOPE: {
    short: 'Scope missing',
    meaning: 'The key does not hold a scope that the route asks for.',
    remedy: 'Use a key with that scope.',
  },
  RATE_LIMITED: {
    short: 'Rate limited',
    meaning: 'Too many calls in a short time. It cost nothing.',
    remedy: 'Wait as many seconds as Retry-After says.',
  },
  QUOTA_EXCEEDED: {
    short: 'Credits used up',
    meaning: 'The credits of the plan or of the key are used up. It cost nothing.',
    remedy: 'Wait for the next month, or ask for a larger plan.',
  },
  ROUTE_NOT_FOUND: { short: 'No such route', meaning: 'Nothing answers under this path.', remedy: 'Check the path.' },
  METHOD_NOT_ALLOWED: {
    short: 'Method not allowed',
    meaning: 'The route exists, but not for this method.',
    remedy: 'Use a method that the Allow header names.',
  },
  BODY_TOO_LARGE: { short: 'Body too large', meaning: 'The body is over the route’s limit.', remedy: 'Send less.' },
  METER_UNAVAILABLE: {
    short: 'Not decided',
    meaning: 'The call could not be decided, so it was not passed on or charged.',
    remedy: 'Try again after Retry-After.',
  },
  UPSTREAM_TIMEOUT: {
    short: 'Upstream timed out',
    meaning: 'The service behind the route did not answer in time.',
    remedy: 'Try again later.',
  },
  UPSTREAM_UNREACHABLE: {
    short: 'Upstream down',
    meaning: 'The service behind the route could not be reached.',
    remedy: 'Try again later.',
  },
  UPSTREAM_CIRCUIT_OPEN: {
    short: 'Upstream resting',
    meaning: 'The service behind the route failed too often in a row, and is left alone for a while.',
    remedy: 'Wait as long as Retry-After says. The call was not charged.',
  },
}

/** What a failure is called and what to do about it. */
export const failures: Record<FailureCode, { title: string; detail: string }> = {
  VALIDATION_FAILED: { title: 'Some fields need another look', detail: 'Nothing was saved yet.' },
  MALFORMED_BODY: { title: 'What was sent did not arrive whole', detail: 'It cannot be read. Send it again.' },
  UNSUPPORTED_MEDIA_TYPE: {
    title: 'This kind of content is not taken here',
    detail: 'Send a form from its page, or application/json to the API.',
  },
  BODY_TOO_LARGE: { title: 'That was too much at once', detail: 'What you sent is larger than what is taken here.' },
  HEADER_INVALID: {
    title: 'A header does not have the right form',
    detail: 'X-Cost is a whole number from 0, X-Scope names scopes, X-Route is a name.',
  },
  PROXY_TOKEN_REFUSED: {
    title: 'The proxy did not prove itself',
    detail: 'Its X-Proxy-Token is missing, over or revoked, so that nobody passes. Its operator has to set another.',
  },
  UNAUTHENTICATED: { title: 'Please sign in', detail: 'This belongs to an account.' },
  FORBIDDEN: {
    title: 'Not yours to do',
    detail: 'Your role is too small for this. “Team” in the settings says who may do what.',
  },
  CSRF_FAILED: {
    title: 'The form was out of date',
    detail: 'The request could not be shown to come from this site. Go back, reload the page and send it again.',
  },
  FRESH_SIGN_IN_REQUIRED: {
    title: 'A fresh sign-in is needed',
    detail: 'Sign in again, then repeat this within ten minutes.',
  },
  ACCESS_REQUIRED: {
    title: 'This way is closed',
    detail: 'The console stands behind Cloudflare Access. Come in through the address that it guards.',
  },
  ACCESS_UNAVAILABLE: {
    title: 'Cloudflare Access did not answer',
    detail: 'Nobody is let in until its keys can be read. Try again in a moment.',
  },
  BILL_NOT_OPEN: {
    title: 'The bill does not stand so that this can be done',
    detail: 'It is paid, void or given up, or somebody was faster. Look at it again.',
  },
  BILL_BEGUN: {
    title: 'Something of this bill was paid or credited already',
    detail: 'It cannot be made void any more. Credit what is left of it instead.',
  },
  SIGNATURE_REFUSED: {
    title: 'Not signed by who may send this',
    detail: 'The signature is missing, is not over this very body, or its key is not published.',
  },
  SIGNER_UNAVAILABLE: {
    title: 'The signature cannot be checked now',
    detail: 'The sender’s public keys could not be read, so nothing was done. Send it again in a moment.',
  },
  NOT_FOUND: { title: 'Nothing here', detail: 'It does not exist, or it is not yours to see.' },
  METHOD_NOT_ALLOWED: { title: 'Not like this', detail: 'The address exists, but not for this kind of request.' },
  INVALID_CREDENTIALS: { title: 'Sign-in failed', detail: 'The name or the password is wrong.' },
  USER_SUSPENDED: { title: 'This user is suspended', detail: 'Write to the operators to have it lifted.' },
  second_factor_required: {
    title: 'A second factor is needed',
    detail: 'Send the code of your authenticator app, or a recovery code, as `code`.',
  },
  INVALID_CODE: { title: 'The code is wrong', detail: 'It may be over, or used already. Wait for the next one.' },
  PASSKEY_REFUSED: { title: 'The passkey was not accepted', detail: 'Try it once more, or use something else.' },
  FACTOR_REQUIRED: {
    title: 'Operators need a second factor',
    detail: 'Add one under Settings, Second factors. The console opens then.',
  },
  USERNAME_TAKEN: { title: 'The user name is taken', detail: 'Choose another.' },
  EMAIL_TAKEN: { title: 'The address is in use', detail: 'Sign in instead, or use another.' },
  PATH_TAKEN: { title: 'The path is taken', detail: 'Another route answers there.' },
  TOKEN_UNUSABLE: {
    title: 'This link no longer works',
    detail: 'It was used before, or its time is over, or it is not whole. Ask for another.',
  },
  LAST_OWNER: {
    title: 'An account needs an owner',
    detail: 'Nobody else who can sign in owns this one. Make another member an owner first.',
  },
  TEAM_CHANGED: {
    title: 'The team has just changed',
    detail: 'Nothing was done. Look at the team again, then decide.',
  },
  ALREADY_MEMBER: { title: 'Already a member', detail: 'Whoever has this address is in the account already.' },
  TOO_MANY_PENDING: {
    title: 'Too many open invitations',
    detail: 'Withdraw one that nobody answers, then invite again.',
  },
  TOO_MANY_INVITATIONS: {
    title: 'Enough invitations for today',
    detail: 'An account sends at most 20 a day. Try again tomorrow.',
  },
  INVITATION_OVER: {
    title: 'This invitation cannot be used',
    detail: 'It was used, withdrawn or replaced by a newer one, or its seven days are over. Ask for a new one.',
  },
  INVITATION_FOR_ANOTHER: {
    title: 'This invitation is for someone else',
    detail: 'It works for the address alone that it was sent to. Sign in with that one.',
  },
  OPERATOR_WITHOUT_ACCOUNT: {
    title: 'An operator would be left without an account',
    detail: 'Nothing was deleted. The service is run from this account: an operator in it belongs to no other.',
  },
  DELETION_UNDER_WAY: {
    title: 'It is too late to take this back',
    detail: 'The day has come, and the account is being erased.',
  },
  PLAN_KEY_TAKEN: {
    title: 'A plan has this key',
    detail: 'A plan that was sold does not change: open it and make a new version, or choose another key.',
  },
  PLAN_SUPERSEDED: {
    title: 'There is a newer version of this plan',
    detail: 'Nothing was saved. Look at the newest version, then decide.',
  },
  PLAN_ENDED: { title: 'This plan has ended', detail: 'Nobody can choose it any more, and it does not come back.' },
  PLAN_NEEDED: {
    title: 'Newcomers get this plan',
    detail: 'It can get new versions, but it cannot end.',
  },
  PLAN_FOR_EVERYONE: {
    title: 'This plan needs no invitation',
    detail: 'Every account can choose it. Only a plan by invitation has invitations.',
  },
  MEMBER_LIMIT: {
    title: 'The plan allows no more members',
    detail: 'Members and open invitations count. Remove or withdraw one, or choose a larger plan.',
  },
  KEY_LIMIT: {
    title: 'The plan allows no more keys',
    detail: 'Every key counts that is neither revoked nor expired. Revoke one, or choose a larger plan.',
  },
  SAME_PLAN: { title: 'This is the plan already', detail: 'Nothing was changed.' },
  SUBSCRIPTION_CHANGED: {
    title: 'The plan was changed meanwhile',
    detail: 'Nothing was done. See how it stands now, then choose again.',
  },
  TOO_MANY_CHANGES: {
    title: 'Too many changes of plan',
    detail: 'A plan can be changed 20 times a month. A smaller one can still be chosen for when the period ends.',
  },
  CURRENCY_MISMATCH: {
    title: 'The currencies differ',
    detail: 'A bill has one currency. Choose a plan in the currency of this month’s plans, or wait for the next month.',
  },
  KEY_OVER: { title: 'This key has ended', detail: 'It was revoked or is past its date. Create another.' },
  KEY_ROTATED: {
    title: 'This key is being replaced already',
    detail: 'Its replacement works. Use that one, or revoke it before making another.',
  },
  IDEMPOTENCY_KEY_INVALID: {
    title: 'The Idempotency-Key does not have the right form',
    detail: 'Give 1 to 255 printable ASCII characters, a new UUID for example, or leave the header out.',
  },
  IDEMPOTENCY_IN_FLIGHT: {
    title: 'The first request with this Idempotency-Key is still under way',
    detail:
      'Ask again in a second for its answer. If it is still so after a minute, the first one broke on its way: look whether it was ' +
      'done before asking under another key.',
  },
  IDEMPOTENCY_MISMATCH: {
    title: 'This Idempotency-Key was used for another body',
    detail: 'Give every write a key of its own, and repeat it with the very same body.',
  },
  KEY_IN_QUERY: {
    title: 'A key stood in the URL',
    detail: 'Logs and histories keep URLs. Revoke that key and create another.',
  },
  TOO_MANY_TRIES: { title: 'Too many tries', detail: 'Wait a while before the next one.' },
  THROTTLE_UNAVAILABLE: {
    title: 'This cannot be done right now',
    detail: 'Nothing was changed. Try again in a moment.',
  },
  PERIOD_NOT_OVER: {
    title: 'This month is not over',
    detail: 'A month is closed from five minutes after its end on, in UTC.',
  },
  CALL_ARCHIVED: {
    title: 'This call has been archived',
    detail: 'What is in the archive cannot be given back any more. Give the account a credit instead.',
  },
  NOTHING_CHARGED: { title: 'This call cost nothing', detail: 'There are no credits to give back.' },
  CALL_UNDER_WAY: { title: 'This call has not ended', detail: 'Try again once it has.' },
  ALREADY_REFUNDED: { title: 'Its credits were given back already', detail: 'A call is given back once.' },
  METER_UNAVAILABLE: { title: 'The meter did not answer', detail: 'Nothing was changed. Try again in a moment.' },
  TOO_MANY_VOUCHERS: {
    title: 'There are too many vouchers',
    detail:
      'A bill takes five, and an account may have twenty that were not looked at yet. Please wait until they were.',
  },
  VOUCHER_REVIEWED: {
    title: 'This voucher was reviewed already',
    detail: 'Somebody approved or refused it. Load the page again to see what they decided.',
  },
  PROVIDER_UNAVAILABLE: {
    title: 'The payment provider cannot be reached',
    detail: 'Nothing was lost. Please try again in a minute.',
  },
  PROVIDER_REFUSED: {
    title: 'The payment provider refuses this',
    detail: 'It takes no such amount, or the payment cannot be given back any more. Please choose another way.',
  },
  INTERNAL: {
    title: 'Something broke on our side',
    detail: 'It was written down under the request’s number. Quote that when you write to us.',
  },
}

/** What is wrong with a field. */
export const problems: Record<FieldProblem, (limit?: number) => string> = {
  required: () => 'Please fill this in.',
  type: () => 'This is not the kind of value expected here.',
  unknown: () => 'This field is not known here.',
  too_short: (limit) => (limit === undefined ? 'Too short.' : `Use at least ${limit} characters.`),
  too_long: (limit) => (limit === undefined ? 'Too long.' : `Use at most ${limit} characters.`),
  too_small: (limit) => (limit === undefined ? 'Too small.' : `At least ${limit}.`),
  too_large: (limit) => (limit === undefined ? 'Too large.' : `At most ${limit}.`),
  format: () => 'This does not have the right form.',
  common_password: () => 'Too many people use this password. Choose another.',
  taken: () => 'Already taken.',
  reserved: () => 'This is kept for the service itself.',
  address_forbidden: () => 'Calls may not be sent to this address.',
  another_host: () =>
    'The upstream’s secret would go to another host. Remove the secret first and add it again afterwards; in JSON, send upstream_secret in the same change.',
  in_the_past: () => 'This date is over.',
  member: () => 'Whoever has this address is a member already.',
  mismatch: () => 'This is not the name.',
  ip_address: () => 'Use an IP address or a CIDR range such as 192.0.2.0/24.',
  json_object: () => 'This must be one JSON object of at most 1 KB.',
  line: (at) => `Line ${at} does not have the right form.`,
  no_such_key: () => 'There is no such key.',
  no_such_route: () => 'There is no such route.',
  several_keys: () => 'Several keys end like this. Give the id of one.',
  in_the_future: () => 'This day is still to come.',
  too_early: (limit) => `The year ${limit} at the earliest.`,
  before_start: () => 'The last day is before the first.',
  months: (limit) => `At most ${limit} months.`,
  voucher_file: () =>
    'Choose a PNG, JPEG or WebP picture, or a plain PDF, without scripts, actions or attachments. When a PDF is refused, upload a picture of it.',
  file_size: () => 'The file may have at most 5 MB.',
  body_size: () => 'This must be a size such as 512 KB or 10 MB, at most 100 MB.',
  whole: () => 'This must be a whole number, not below what makes sense here.',
  amount: () => 'This must be an amount in whole minor units (such as cents), from 0 to 100,000,000,000.',
  money: () => 'This must be an amount such as 29 or 29.50, with no more decimals than the currency has.',
  currency: () => 'This must be the code of a currency, such as USD, EUR or CNY.',
  tier_gap: (at) => `There is a gap: tier ${at} must begin where the one before it ends.`,
  tier_overlap: (at) => `Tiers overlap: tier ${at} must begin where the one before it ends.`,
  tier_empty: (at) => `Tier ${at} ends where it begins, or before.`,
  tier_end: (at) => `Tier ${at} is the last one: it must have no end.`,
  needs_included: () => 'Credits without an end are never used up, so nothing can come after them.',
  both_languages: () => 'English and Chinese need as many lines as each other.',
  free_plan: () => 'Newcomers get this plan without being asked, so that it must cost nothing and be open to all.',
  no_such_account: () => 'There is no such account.',
  several_accounts: () => 'Several accounts have this name. Give the id of one.',
  plan_keys: (limit) => `The account’s plan allows ${limit} ${plural(limit ?? 0, 'key', 'keys')}.`,
  plan_members: (limit) => `The account’s plan allows ${limit} ${plural(limit ?? 0, 'member', 'members')}.`,
}
