export const leaks = {
  title: 'Leaked keys',
  lead: 'What is done at once with a key of this account that a scanner finds in public, such as in a public GitHub repository. Owners and admins always get a mail.',
  notScanned: 'Nobody reports leaked keys to this service yet; your choice holds once someone does.',
  responses: {
    revoke: 'Revoke it',
    rotate: 'Let it end in 24 hours',
    notify: 'Only tell us',
  },
  notes: {
    revoke: 'Whoever found it can do nothing with it. Programs that use it are refused from their next call on.',
    rotate: 'Time to rotate it yourselves. Until then it works, for whoever found it too.',
    notify: 'It works on until you end it, for whoever found it too.',
  },
  only: 'Only owners and admins can change this.',
  mark: 'leaked',
  found: (moment: string) => `This key was reported as found in public on ${moment}.`,
  at: 'Where',
  source: 'In',
  unknown: 'not said',
  revoked: 'It was revoked at once. If a program still needs one, make it a new key.',
  untouched:
    'Nothing was done to it: your account chose to be told only. Whoever found it can use it until you end it.',
  ends: (moment: string) =>
    `It was given an end: ${moment}. Until then it works, for whoever found it too. Rotate it before that.`,
  over: (moment: string) => `It was given an end, and that was ${moment}.`,
  replaced: 'A new key has been made to replace it.',
  rotate: 'Rotate it now …',
  revoke: 'Revoke it now …',
  choose: 'What is done with leaked keys',
}

export const leakNotices = { leak_response_saved: 'Saved. It holds from the next report on.' }
