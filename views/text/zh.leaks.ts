import type { Text } from './text.ts'

export const leaks: Text['leaks'] = {
  title: '密钥泄露',
  lead: '扫描服务在公开场所（例如公开的 GitHub 仓库）发现此账户的密钥时，系统立即采取的措施。无论选哪一项，所有者和管理员都会收到邮件。',
  notScanned: '目前还没有扫描服务向本站报告泄露；接入之后按你的选择执行。',
  responses: {
    revoke: '立即吊销',
    rotate: '24 小时后失效',
    notify: '仅通知',
  },
  notes: {
    revoke: '拿到密钥的人无法再使用它。使用它的程序从下一次调用起会被拒绝。',
    rotate: '留出时间由你自行轮换。在此期间密钥仍可用，拿到它的人也能用。',
    notify: '密钥一直可用，直到你终止它；拿到它的人也能用。',
  },
  only: '只有所有者和管理员可以更改。',
  mark: '已泄露',
  found: (moment) => `${moment}，有报告称此密钥已在公开场所出现。`,
  at: '位置',
  source: '类型',
  unknown: '未说明',
  revoked: '密钥已被立即吊销。如果程序仍需调用，请为它新建一把密钥。',
  untouched: '按账户的选择仅作通知，未对密钥做任何处理。在你终止它之前，拿到它的人都能使用。',
  ends: (moment) => `密钥将于 ${moment} 失效。在此之前仍可用，拿到它的人也能用。请在此之前完成轮换。`,
  over: (moment) => `密钥已按设定于 ${moment} 失效。`,
  replaced: '已有新密钥接替。',
  rotate: '立即轮换…',
  revoke: '立即吊销…',
  choose: '密钥泄露的处理方式',
}

export const leakNotices: Pick<Text['notices'], 'leak_response_saved'> = {
  leak_response_saved: '已保存，从下一次报告起生效。',
}
