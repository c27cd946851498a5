import { formatOf } from '../text/format.ts'
import { plural } from '../text/plural.ts'
import type { MailTexts } from './content.ts'

const FACTORS = { totp: 'Authenticator app', passkey: 'Passkey', recovery_codes: 'Recovery codes' }
const FACTOR_CHANGES = {
  added: 'A second factor was added',
  removed: 'A second factor was removed',
  made: 'New recovery codes were made',
  used: 'A recovery code was used',
}
const CHANGED = 'What is asked of you at sign-in has changed.'
const FACTOR_LEADS = {
  added: CHANGED,
  removed: CHANGED,
  made: 'The recovery codes that you had before no longer work.',
  used: 'Someone signed in with one of your recovery codes. It does not work again.',
}
const ROLES = { owner: 'owner', admin: 'admin', developer: 'developer', billing: 'billing', viewer: 'viewer' }
const UNKNOWN = 'unknown'
const LEAK_HEADINGS = {
  revoke: 'A leaked key was revoked',
  rotate: 'A leaked key ends in 24 hours',
  notify: 'A key was found in public',
}
const LEAK_DONE = {
  revoke: 'It was revoked at once: programs that use it are refused. If one still needs a key, make a new one.',
  rotate: 'It ends within 24 hours. Rotate it before that.',
  notify: 'Nothing was done to it, as your account chose: whoever found it can use it. Rotate or revoke it now.',
}
const LEAK_ACTIONS = { revoke: 'See the key', rotate: 'Rotate the key', notify: 'Open the key' }
const notYou = 'If this was not you, change your password at once: that ends all other sessions.'

/** A month of a bill: November 2026. Months are in UTC, whatever the reader's zone. */
const monthOf = (period: string) => formatOf('en').month(Date.parse(`${period}-01`))

/** Mails in English. */
export const en: MailTexts = {
  linkBelow: 'If the button does not work, open this address:',
  colon: ': ',
  why: (siteName) => `You receive this because your address belongs to an account at ${siteName}.`,
  whyFormer: (siteName) => `You receive this because your address belonged to an account at ${siteName} until now.`,
  whyGiven: (siteName) => `You receive this because someone gave your address at ${siteName}.`,

  verify_address: ({ username, url, expiresInHours }, { siteName }) => ({
    subject: `Confirm your address for ${siteName}`,
    preview: `One click makes it the address of ${username}.`,
    heading: 'Confirm your address',
    lead: [
      `Hello ${username},`,
      `Please confirm that this address is yours. Mail for ${username} then goes to it, and you can sign in and reset your password with it.`,
    ],
    facts: [],
    action: { label: 'Confirm address', url },
    notes: [
      `The link works once, for ${expiresInHours} ${plural(expiresInHours, 'hour', 'hours')}.`,
      `If you are not ${username}, do nothing: the address stays unconfirmed, and you can still sign up with it.`,
    ],
  }),

  reset_password: ({ username, url, expiresInMinutes }, { siteName }) => ({
    subject: `Choose a new password for ${siteName}`,
    preview: 'Someone asked for a new password, hopefully you.',
    heading: 'Choose a new password',
    lead: [`Hello ${username},`, 'Someone asked to reset your password. If it was you, choose a new one here.'],
    facts: [],
    action: { label: 'Choose a new password', url },
    notes: [
      `The link works once, for ${expiresInMinutes} ${plural(expiresInMinutes, 'minute', 'minutes')}. Your second factor stays as it is.`,
      'If it was not you, do nothing: your password stays as it is.',
    ],
  }),

  password_changed: ({ username, at, address, url }, { siteName, format }) => ({
    subject: `Your password at ${siteName} was changed`,
    preview: 'All other sessions have ended.',
    heading: 'Your password was changed',
    lead: [`Hello ${username},`, 'Your password was changed, and all other sessions have ended.'],
    facts: [
      ['When', format.moment(at)],
      ['From', address || UNKNOWN],
    ],
    action: { label: 'Open your account', url },
    notes: [
      'If this was not you, reset your password at once: “Forgot your password?” on the sign-in page sends a link here.',
    ],
  }),

  address_changed: ({ username, at, address, url, changedTo }, { siteName, format }) => ({
    subject: `Your address at ${siteName} was changed`,
    preview: `It is ${changedTo} now.`,
    heading: 'Your address was changed',
    lead: [
      `Hello ${username},`,
      `Your account’s address is ${changedTo} now. Mail goes there from now on, and you sign in with it or with your user name.`,
    ],
    facts: [
      ['When', format.moment(at)],
      ['From', address || UNKNOWN],
    ],
    action: { label: 'Open your account', url },
    notes: [
      `If this was not you, sign in as ${username}, change your password and then the address. If your password no longer works, write to the operators: a link to reset it would go to the new address.`,
    ],
  }),

  factor_changed: ({ username, at, address, url, factor, change }, { siteName, format }) => ({
    subject: `${FACTOR_CHANGES[change]} at ${siteName}`,
    preview: `${FACTORS[factor]}, ${format.moment(at)}.`,
    heading: FACTOR_CHANGES[change],
    lead: [`Hello ${username},`, FACTOR_LEADS[change]],
    facts: [
      ['Factor', FACTORS[factor]],
      ['When', format.moment(at)],
      ['From', address || UNKNOWN],
    ],
    action: { label: 'Open your account', url },
    notes: [notYou],
  }),

  new_sign_in: ({ username, at, address, url, device }, { siteName, format }) => ({
    subject: `New sign-in to ${siteName}`,
    preview: `From a device that we have not seen before: ${device || UNKNOWN}.`,
    heading: 'New sign-in',
    lead: [`Hello ${username},`, 'Someone signed in to your account from a device that we have not seen before.'],
    facts: [
      ['Device', device || UNKNOWN],
      ['When', format.moment(at)],
      ['From', address || UNKNOWN],
    ],
    action: { label: 'See your sessions', url },
    notes: ['If this was you, there is nothing to do.', notYou],
  }),

  account_deletion: ({ username, accountName, at, address, dueAt, url }, { siteName, format }) => ({
    subject: `${accountName} at ${siteName} is to be deleted`,
    preview: `It will be erased on ${format.moment(dueAt)}, unless an owner takes it back.`,
    heading: `${accountName} is to be deleted`,
    lead: [`${username} asked to delete the account ${accountName}. Its keys are refused from now on.`],
    facts: [
      ['Will be erased', format.moment(dueAt)],
      ['Asked for', format.moment(at)],
      ['From', address || UNKNOWN],
    ],
    action: { label: 'Take it back', url },
    notes: ['Until that day an owner can take it back, or download all data. Then it is gone.', notYou],
  }),

  invitation: ({ inviter, accountName, role, url, expiresInDays }, { siteName }) => ({
    subject: `${inviter} invites you to ${accountName} at ${siteName}`,
    preview: `Join ${accountName} as ${ROLES[role]}.`,
    heading: `Join ${accountName}`,
    lead: [`${inviter} invites you to the account ${accountName} at ${siteName}.`],
    facts: [['Your role', ROLES[role]]],
    action: { label: 'See the invitation', url },
    notes: [
      `The link works once, for ${expiresInDays} ${plural(expiresInDays, 'day', 'days')}.`,
      `If you do not know ${inviter}, do nothing: you join only when you accept.`,
    ],
  }),

  key_leaked: ({ accountName, keyName, hint, foundAt, source, at, response, endsAt, url }, { siteName, format }) => ({
    subject: `The key ${keyName} at ${siteName} was found in public`,
    preview: LEAK_DONE[response],
    heading: LEAK_HEADINGS[response],
    lead: [
      `A scanner found the key ${keyName} (${hint}) of the account ${accountName} in public.`,
      response === 'rotate' && endsAt !== null
        ? `It works until ${format.moment(endsAt)}, for whoever found it too. Rotate it before that: the new key is shown to you alone.`
        : LEAK_DONE[response],
    ],
    facts: [
      ['Found at', foundAt || UNKNOWN],
      ['In', source],
      ['Reported', format.moment(at)],
    ],
    action: { label: LEAK_ACTIONS[response], url },
    notes: [
      'Removing it from where it was found does not help: it has been read. Look at the key’s calls since then, and keep keys out of code.',
      'Your account chose what is done at once; an owner or admin can change that under Settings, Account.',
    ],
  }),

  quota: ({ accountName, percent, used, limit, resetsAt, url }, { format }) => ({
    subject:
      percent === 100
        ? `${accountName} has used all its credits`
        : `${accountName} has used ${percent} % of its credits`,
    preview:
      percent === 100
        ? `Calls are refused ${resetsAt === null ? 'from now on' : `until ${format.moment(resetsAt)}`}.`
        : `${format.number(limit - used)} credits are left${resetsAt === null ? '' : ` until ${format.moment(resetsAt)}`}.`,
    heading: percent === 100 ? 'All credits are used' : `${percent} % of the credits are used`,
    lead:
      percent === 100
        ? [
            resetsAt === null
              ? 'Calls of this account are refused until it has a larger plan.'
              : 'Calls of this account are refused until the quota starts anew, or until it has a larger plan.',
          ]
        : ['Nothing is refused yet. At 100 %, calls are refused.'],
    facts: [
      ['Account', accountName],
      ['Used', `${format.number(used)} of ${format.number(limit)} credits`],
      ...(resetsAt === null ? [] : [['Starts anew', format.moment(resetsAt)] as [string, string]]),
    ],
    action: { label: 'See the usage', url },
    notes: [],
  }),

  spending: ({ accountName, amountMinor, currency, capMinor, url }, { format }) => {
    const amount = format.money(amountMinor, currency)
    return {
      subject: `${accountName} has spent ${amount} beyond its plan this month`,
      preview: capMinor === null ? 'Calls go on. There is no cap.' : `The cap is ${format.money(capMinor, currency)}.`,
      heading: `${amount} spent beyond the plan`,
      lead: [
        `Credits beyond those that the plan includes have come to ${amount} this month, before tax. Calls go on.`,
        capMinor === null
          ? 'There is no cap on it. You can set one on the billing page.'
          : `At ${format.money(capMinor, currency)}, the cap that your account set, calls are refused until next month.`,
      ],
      facts: [
        ['Account', accountName],
        ['Spent', amount],
      ],
      action: { label: 'See the billing', url },
      notes: ['Your account asked to be told at this amount. You can change the amounts on the billing page.'],
    }
  },

  bill_ready: ({ accountName, number, period, amountMinor, currency, dueAt, url }, { siteName, format }) => ({
    subject: `Bill ${number} of ${siteName}: ${format.money(amountMinor, currency)}`,
    preview:
      amountMinor === 0
        ? `For ${monthOf(period)}. Nothing is to be paid.`
        : `For ${monthOf(period)}, due by ${format.date(dueAt)}.`,
    heading: `Your bill for ${monthOf(period)}`,
    lead: [
      amountMinor === 0
        ? `The bill of ${accountName} for ${monthOf(period)} is ready. Nothing is to be paid.`
        : `The bill of ${accountName} for ${monthOf(period)} is ready. Please pay it by ${format.date(dueAt)}.`,
    ],
    facts: [
      ['Account', accountName],
      ['Bill', number],
      ['Month', monthOf(period)],
      ['To pay', format.money(amountMinor, currency)],
      ...(amountMinor === 0 ? [] : [['Due', format.moment(dueAt)] as [string, string]]),
    ],
    action: { label: 'See the bill', url },
    notes: ['Its page names every amount and the usage behind it.'],
  }),

  bill_paid: ({ accountName, number, period, amountMinor, currency, url }, { format }) => ({
    subject: amountMinor === 0 ? `Bill ${number} is settled` : `Bill ${number} is paid`,
    preview:
      amountMinor === 0
        ? 'Nothing is owed of it any more.'
        : `Thank you: ${format.money(amountMinor, currency)} for ${monthOf(period)} arrived.`,
    heading: amountMinor === 0 ? `Bill ${number} is settled` : `Bill ${number} is paid`,
    lead: [
      amountMinor === 0
        ? `Nothing is owed any more of the bill of ${accountName} for ${monthOf(period)}.`
        : `The bill of ${accountName} for ${monthOf(period)} is paid. Thank you.`,
    ],
    facts: [
      ['Account', accountName],
      ['Bill', number],
      ['Month', monthOf(period)],
      ['Paid', format.money(amountMinor, currency)],
    ],
    action: { label: 'See the bill', url },
    notes: [],
  }),

  bill_overdue: (bill, { format }) => {
    const { accountName, number, period, amountMinor, currency, dueAt, days, refusesAt, refused, url } = bill
    const amount = format.money(amountMinor, currency)
    const consequence = refused
      ? 'Calls of this account are refused until it is paid. With the payment they pass again at once.'
      : refusesAt === null
        ? 'Please pay it soon.'
        : `Unless it is paid before ${format.moment(refusesAt)}, calls of this account are refused from then on.`
    return {
      subject: `Bill ${number} is ${days} ${plural(days, 'day', 'days')} overdue`,
      preview: refused ? `Calls of ${accountName} are refused until it is paid.` : `${amount} is still to be paid.`,
      heading: refused ? 'Calls are refused: a bill is overdue' : 'A bill is overdue',
      lead: [
        `The bill of ${accountName} for ${monthOf(period)} was due on ${format.date(dueAt)}, and ${amount} is still to be paid.`,
        consequence,
      ],
      facts: [
        ['Account', accountName],
        ['Bill', number],
        ['Month', monthOf(period)],
        ['To pay', amount],
        ['Was due', format.moment(dueAt)],
        ...(refusesAt === null || refused
          ? []
          : [['Calls refused from', format.moment(refusesAt)] as [string, string]]),
      ],
      action: { label: 'See and pay the bill', url },
      notes: [
        'If you have just paid by bank transfer, it is confirmed by hand and you will be told: nothing more is to be done.',
      ],
    }
  },

  errors_high: ({ calls, errors, percent, since, until, url }, { siteName, format }) => ({
    subject: `Calls through ${siteName} are failing: ${format.number(errors)} of ${format.number(calls)}`,
    preview: `More than ${percent} % failed within five minutes.`,
    heading: 'Many calls are failing',
    lead: [
      `More than ${percent} % of the calls that passed failed within five minutes: their upstream answered with an error, did not answer, or nobody knows how they ended.`,
    ],
    facts: [
      ['Failed', `${format.number(errors)} of ${format.number(calls)} calls`],
      ['From', format.moment(since)],
      ['To', format.moment(until)],
    ],
    action: { label: 'See the failed calls', url },
    notes: ['You are told once. The console shows it until the share has been lower for five minutes.'],
  }),
}
