import { plural } from './plural.ts'

/** Addresses, their confirmation, and passwords. */
export const access = {
  tab: 'Sign-in',
  mustConfirm: 'Your address is not confirmed',
  mustConfirmDetail: 'Until you open the link that was mailed to you, calls of your account are refused.',
  mustConfirmWay: 'Send another link',
  notices: {
    link_sent: 'A mail with a link is on its way. The link works for 24 hours.',
    address_kept: 'Your address stays as it is.',
    address_confirmed: 'Confirmed. The address is yours.',
    address_confirmed_for_other: 'Confirmed, for another user than the one who is signed in here.',
    password_changed: 'Changed. You are signed in here alone.',
    password_reset: 'The password is set, and every session has ended. Sign in with it.',
  },
  welcome: {
    title: 'Confirm your address',
    mailed: (address: string) => `A mail with a link is on its way to ${address}.`,
    keysWait: 'Calls with your key are refused until you open it.',
  },
  address: {
    title: 'Mail address',
    lead: 'You sign in with it or with your user name, and a new password can be sent to it once it is confirmed.',
    current: 'Address',
    pending: 'New address',
    confirmed: 'Confirmed',
    unconfirmed: 'Not confirmed',
    waiting: 'Waits for its link',
    pendingNote: 'Until the link in the mail to it is used, the other one stays.',
    resend: 'Send another link',
    wait: (seconds: number) => `You can ask again in ${seconds} ${plural(seconds, 'second', 'seconds')}.`,
    change: 'Change address …',
    changing: {
      title: 'Change your address',
      lead: 'A link goes to the new address. Once it is used, the new one takes the place of the old one, and the old one is told.',
      email: 'New address',
      submit: 'Send link',
      cancel: 'Keep the address',
    },
  },
  password: {
    title: 'Password',
    lead: 'Changing it ends all your other sessions and API tokens. API keys go on working.',
    user: 'User name',
    current: 'Current password',
    new_: 'New password',
    submit: 'Change password',
    wrong: 'The current password is wrong.',
  },
  reset: {
    forgot: 'Forgot your password?',
    title: 'Choose a new password',
    lead: 'Tell us who you are, and a link goes to your confirmed address.',
    login: 'User name or email',
    submit: 'Send link',
    back: 'Back to sign-in',
    askedTitle: 'Look into your mailbox',
    asked: 'If a confirmed address belongs to it, a mail is on its way. The link in it works once, for 60 minutes.',
    askedNote:
      'No mail? Look among the spam, or ask again with your other name. An address that was never confirmed gets no link: then write to the operators.',
    for: 'For',
    newPassword: 'New password',
    set: 'Set password',
    ends: 'It ends every session and API token of yours. A second factor stays as it is.',
  },
  verification: {
    title: 'Confirm this address?',
    user: 'User',
    address: 'Address',
    detail: 'It then belongs to this user, who signs in and resets their password with it.',
    notYou: (username: string) =>
      `If you are not ${username}, close this page: someone gave your address, and nothing comes of it.`,
    submit: 'Confirm address',
  },
  unusable: {
    taken: 'Someone else has confirmed this address',
    takenDetail:
      'It belongs to another user now. If that is you as well, sign in as that user, or give this one another address.',
    verification: 'Sign in to ask for another link',
    verificationInside: 'Ask for another link',
    reset: 'Ask for another link',
  },
}
