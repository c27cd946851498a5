export const profile = {
  title: 'Profile',
  username: 'User name',
  usernameHint:
    'You sign in with it, or with your mail address. 3 to 32 letters, digits, dots, hyphens or underscores.',
  pages: 'Pages',
  language: 'Language',
  languageHint: 'Of pages and of mails to you.',
  asBrowser: 'As the browser says',
  timeZone: 'Time zone',
  timeZoneHint:
    'Of every time on these pages; UTC shows when you point at one. Months and charts by day stay those of UTC.',
  suggestion: 'Your browser says',
  useIt: 'Choose it',
  others: 'Other',
  regions: {
    Africa: 'Africa',
    America: 'America',
    Antarctica: 'Antarctica',
    Arctic: 'Arctic',
    Asia: 'Asia',
    Atlantic: 'Atlantic',
    Australia: 'Australia',
    Europe: 'Europe',
    Indian: 'Indian Ocean',
    Pacific: 'Pacific',
  } as Record<string, string>,
  theme: 'Theme',
  mails: 'Mails',
  newSignIn: 'A sign-in from a new device',
  usage: 'Usage at 80 % and at 100 % of the credits',
  usageHint: 'Once each a month. The second says that calls are refused.',
  always: 'What changes your access or ends an account is always told to you.',
}

export const account = {
  title: 'Account',
  lead: 'What keys, usage and people hang on.',
  name: 'Account name',
  nameHint: 'Members and operators read it.',
  rename: 'Name',
  holds: 'What it holds',
  plan: 'Plan',
  since: 'Since',
  members: 'Members',
  keys: 'Keys',
  events: 'Events in its log',
  id: 'Id',
  export: 'Take everything along',
  exportNote:
    'A zip file with one NDJSON file a kind: the account, its members, keys, usage by hour, every call that is kept, and its audit log. Keys themselves and passwords are not in it: they are stored nowhere.',
  exportSubmit: 'Download all data',
  ownersOnly: 'Only an owner can download the data or delete the account.',
  end: 'Delete the account',
  endNote: 'Its keys are refused at once. For 14 days you can take it back; then it is erased.',
  endLink: 'Delete the account …',
}

export const deletion = {
  title: (name: string) => `Delete “${name}”?`,
  lead: (name: string, date: string) =>
    `From this moment on every key of “${name}” is refused. On ${date} it is erased, and nobody can bring it back. Until then an owner can take it back.`,
  goes: 'What is erased then',
  goesList: [
    'its keys, usage and calls, here and in its meter',
    'its members’ places in it, and invitations to it',
    'every member who belongs to no other account: their name, address, password, second factors and sessions',
  ],
  stays: 'What stays',
  staysList: [
    'the audit log: it can be changed by nobody, so what it says of this account and its people stays, names and network addresses included, for operators to read',
    'what bills need: the account’s number, its plan and its dates',
  ],
  meanwhile: 'Until that day its people can still sign in, change things and download the data.',
  download: 'Download all data first',
  name: 'Type the account’s name',
  submit: (name: string) => `Delete “${name}”`,
  cancel: 'Keep the account',
  due: (date: string) => `This account will be erased on ${date}.`,
  dueNote: 'Its keys are refused until then. An owner can take it back.',
  way: 'Take it back',
  withdrawal: {
    title: (name: string) => `“${name}” is to be deleted`,
    detail: (date: string) =>
      `It will be erased on ${date}. Take it back, and its keys are admitted again from their next call on. A suspension by the operators stays as it is.`,
    submit: 'Keep the account after all',
    cancel: 'Leave it as it is',
  },
}

export const settingsNotices = {
  profile_saved: 'Saved.',
  account_renamed: 'Renamed.',
  deletion_asked: 'Every key of this account is refused from its next call on.',
  deletion_withdrawn: 'Taken back. The account’s next call is admitted again.',
}
