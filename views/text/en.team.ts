import type { Role } from '../../src/domain/people/people.ts'
import type { Act } from '../../src/domain/people/roles.ts'
import { plural } from './plural.ts'

export const teamNotices = {
  invitation_sent: 'Invited. The mail is on its way.',
  invitation_withdrawn: 'Withdrawn. The link in the mail is dead.',
  member_joined: 'Welcome. You are a member of this account now.',
  role_changed: 'Changed. It holds from their next click.',
  member_removed: 'Removed. They are out of this account.',
  account_left: 'You have left the account.',
  ownership_handed_over: 'Handed over. You are an admin of this account now.',
}

export const team = {
  title: 'Team',
  lead: 'Everyone who is in this account. Keys belong to the account: they stay when whoever made them goes.',
  roles: {
    owner: 'Owner',
    admin: 'Admin',
    developer: 'Developer',
    billing: 'Billing',
    viewer: 'Viewer',
  } satisfies Record<Role, string>,
  members: 'Members',
  name: 'Name',
  email: 'Email',
  role: 'Role',
  since: 'Since',
  you: 'You',
  manage: 'Manage',
  manageNamed: (name: string) => `Manage ${name}`,
  count: (count: number) => `${count} ${plural(count, 'member', 'members')}`,

  invite: 'Invite someone',
  inviteLead: 'They get a mail with a link. It works once, for seven days and for that address alone.',
  inviteSubmit: 'Send invitation',
  inviteFresh: 'Invitations ask for your password once more. It then holds for ten minutes.',
  inviteUnlock: 'Type the password …',
  pending: 'Open invitations',
  invitedBy: 'Invited by',
  ends: 'Ends',
  resend: 'Send again',
  resendNamed: (email: string) => `Send again to ${email}`,
  withdraw: 'Withdraw',
  withdrawNamed: (email: string) => `Withdraw the invitation to ${email}`,
  nonePending: 'No open invitations',
  nonePendingNote: 'Whoever you invite stands here until they accept.',

  acts: 'Who may do what',
  actsLead: 'This table is the rule itself: what it says is what each request is checked against.',
  act: 'What',
  who: 'Who',
  everyone: 'Everyone',
  comma: ', ',
  may: 'yes',
  mayNot: 'no',
  actNames: {
    'usage.read': 'See the overview, the calls and what was used',
    'keys.read': 'See the keys, never their text',
    'keys.write': 'Create, rename and revoke keys',
    'billing.read': 'See the plan and the bills',
    'billing.write': 'Change the plan and pay',
    'members.read': 'See who is in the account',
    'members.write': 'Invite members, change their roles, remove them; of owners only owners',
    'audit.read': 'Read the audit log',
    'tokens.read': 'See the service tokens, never their text',
    'tokens.write': 'Create and revoke service tokens',
    'account.write': 'Change the account’s name and settings',
    'account.export': 'Export everything the account holds',
    'account.delete': 'Close the account',
    'account.hand_over': 'Hand the account over to another member',
  } satisfies Record<Act, string>,

  leave: 'Leave this account',
  leaveNote: 'You lose sight of it at once. An owner or admin can invite you again.',
  leaveLastOwner: 'You are its only owner. Hand it over to another member before you leave.',
  leaveLink: 'Leave …',
  leaving: {
    title: (account: string) => `Leave “${account}”?`,
    detail: (other: string | null) =>
      other === null
        ? 'You lose access at once, and it was your only account: your sessions end, and with your next sign-in you get a new one of your own. Keys that you made stay with the account.'
        : `You lose access at once and go on in “${other}”. Keys that you made stay with the account.`,
    submit: 'Leave the account',
    cancel: 'Stay',
  },

  member: {
    role: 'Role',
    change: 'Change role',
    changeNote: 'It holds from their next click.',
    handOver: 'Hand over the account',
    handOverNote: 'They become an owner, and you an admin.',
    handOverLink: 'Hand over …',
    remove: 'Remove from the account',
    removeNote: 'They lose access with their next click. Keys that they made stay.',
    removeLink: 'Remove …',
  },
  removal: {
    title: (name: string) => `Remove ${name}?`,
    detail: (name: string, email: string, account: string) =>
      `${name} (${email}) is out of “${account}” with their next click, and invitations that they sent end. Keys that they made stay and go on working: revoke those that only ${name} should have known.`,
    submit: 'Remove from the account',
    cancel: 'Keep them',
  },
  ownership: {
    title: (name: string) => `Hand the account over to ${name}?`,
    detail: (name: string, email: string, account: string) =>
      `${name} (${email}) becomes an owner of “${account}” and may do everything, removing you included. You become an admin. You cannot take this back yourself.`,
    submit: 'Hand over the account',
    cancel: 'Keep it',
  },

  invitation: {
    title: (account: string) => `Join “${account}”`,
    lead: (inviter: string) => `${inviter} invites you to this account.`,
    yourRole: 'Your role',
    for_: 'For',
    accept: 'Accept the invitation',
    acceptNote: 'You go on in this account. Your own stays as it is.',
    signInFirst: 'Sign in with this address first, or create an account with it. You come back here.',
    another: (invited: string, own: string) =>
      `This invitation was sent to ${invited}, but you are signed in as ${own}. Sign out, then open the link again and sign in with ${invited}.`,
    already: 'You are a member of this account already.',
  },
}
