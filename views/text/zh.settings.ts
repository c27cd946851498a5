import type { Text } from './text.ts'

export const profile: Text['profile'] = {
  title: '个人资料',
  username: '用户名',
  usernameHint: '可用它或邮箱登录。3 到 32 个字母、数字、点、连字符或下划线。',
  pages: '页面',
  language: '语言',
  languageHint: '用于页面和发给你的邮件。',
  asBrowser: '跟随浏览器',
  timeZone: '时区',
  timeZoneHint: '用于页面上的所有时间；把指针停在时间上可看到 UTC。月份和按天的图表仍以 UTC 为准。',
  suggestion: '浏览器所在时区为',
  useIt: '选用',
  others: '其他',
  regions: {
    Africa: '非洲',
    America: '美洲',
    Antarctica: '南极洲',
    Arctic: '北极',
    Asia: '亚洲',
    Atlantic: '大西洋',
    Australia: '澳大利亚',
    Europe: '欧洲',
    Indian: '印度洋',
    Pacific: '太平洋',
  },
  theme: '主题',
  mails: '邮件通知',
  newSignIn: '新设备登录',
  usage: '额度用到 80% 和 100% 时',
  usageHint: '每月各一次；后一封表示调用已被拒绝。',
  always: '涉及登录权限或账户终止的邮件始终会发送。',
}

export const account: Text['account'] = {
  title: '账户',
  lead: '密钥、用量和成员都归属于它。',
  name: '账户名称',
  nameHint: '成员和运营方会看到它。',
  rename: '名称',
  holds: '账户内容',
  plan: '套餐',
  since: '创建于',
  members: '成员',
  keys: '密钥',
  events: '审计记录',
  id: '编号',
  export: '带走全部数据',
  exportNote:
    '一个 zip 文件，每类数据一个 NDJSON 文件：账户、成员、密钥、每小时用量、保留的所有调用，以及审计日志。密钥原文和密码不在其中：它们从未被保存。',
  exportSubmit: '下载全部数据',
  ownersOnly: '只有所有者可以下载数据或删除账户。',
  end: '删除账户',
  endNote: '密钥立即失效。14 天内可以撤回，之后数据将被清除。',
  endLink: '删除账户…',
}

export const deletion: Text['deletion'] = {
  title: (name) => `删除“${name}”？`,
  lead: (name, date) =>
    `从此刻起，“${name}”的所有密钥都会被拒绝。${date} 将清除数据，届时任何人都无法恢复；在那之前，所有者可以撤回。`,
  goes: '届时会清除',
  goesList: [
    '密钥、用量和调用记录，包括计量器中的部分',
    '成员关系和尚未接受的邀请',
    '不属于其他账户的成员：其用户名、邮箱、密码、第二重验证和会话',
  ],
  stays: '会保留',
  staysList: [
    '审计日志：任何人都无法更改，其中有关此账户及其成员的内容（包括名称和网络地址）会保留，供运营方查阅',
    '账单所需的信息：账户编号、套餐和日期',
  ],
  meanwhile: '在那之前，成员仍可登录、更改设置和下载数据。',
  download: '先下载全部数据',
  name: '输入账户名称',
  submit: (name) => `删除“${name}”`,
  cancel: '保留账户',
  due: (date) => `此账户将于 ${date} 清除。`,
  dueNote: '在此期间密钥会被拒绝。所有者可以撤回。',
  way: '撤回删除',
  withdrawal: {
    title: (name) => `“${name}”即将删除`,
    detail: (date) => `将于 ${date} 清除。撤回后，密钥从下一次调用起恢复放行。运营方的暂停不受影响。`,
    submit: '撤回删除，保留账户',
    cancel: '维持现状',
  },
}

export const settingsNotices = {
  profile_saved: '已保存。',
  account_renamed: '已重命名。',
  deletion_asked: '从下一次调用起，此账户的所有密钥都会被拒绝。',
  deletion_withdrawn: '已撤回。该账户的下一次调用将恢复放行。',
}
