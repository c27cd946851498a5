import { formatOf } from '../text/format.ts'
import type { MailTexts } from './content.ts'

const FACTORS = { totp: '身份验证器应用', passkey: '通行密钥', recovery_codes: '恢复码' }
const FACTOR_CHANGES = {
  added: '第二重验证已添加',
  removed: '第二重验证已移除',
  made: '恢复码已重新生成',
  used: '恢复码已被使用',
}
const CHANGED = '登录时需要的验证方式有变化。'
const FACTOR_LEADS = {
  added: CHANGED,
  removed: CHANGED,
  made: '之前的恢复码已全部失效。',
  used: '有人使用你的一个恢复码登录，该恢复码不能再次使用。',
}
const ROLES = { owner: '所有者', admin: '管理员', developer: '开发者', billing: '财务', viewer: '只读成员' }
const UNKNOWN = '未知'
const LEAK_HEADINGS = {
  revoke: '泄露的密钥已吊销',
  rotate: '泄露的密钥将在 24 小时后失效',
  notify: '发现密钥泄露',
}
const LEAK_DONE = {
  revoke: '密钥已被立即吊销，使用它的程序会被拒绝。如果仍需调用，请新建一把密钥。',
  rotate: '密钥将在 24 小时内失效，请在此之前完成轮换。',
  notify: '按账户的选择未对密钥做任何处理，拿到它的人可以使用它。请立即轮换或吊销。',
}
const LEAK_ACTIONS = { revoke: '查看密钥', rotate: '轮换密钥', notify: '打开密钥' }
const notYou = '如果不是你本人，请立即修改密码：其他所有会话会随之结束。'

/** A month of a bill. Months are in UTC, whatever the reader's zone. */
const monthOf = (period: string) => formatOf('zh').month(Date.parse(`${period}-01`))

/** Mails in Simplified Chinese. */
export const zh: MailTexts = {
  linkBelow: '如果按钮无法打开，请访问这个地址：',
  colon: '：',
  why: (siteName) => `你收到这封邮件，是因为此地址属于 ${siteName} 的一个账户。`,
  whyFormer: (siteName) => `你收到这封邮件，是因为此地址此前属于 ${siteName} 的一个账户。`,
  whyGiven: (siteName) => `你收到这封邮件，是因为有人在 ${siteName} 填写了此地址。`,

  verify_address: ({ username, url, expiresInHours }, { siteName }) => ({
    subject: `请确认你在 ${siteName} 的邮箱`,
    preview: `点一下，它就是 ${username} 的邮箱。`,
    heading: '确认邮箱',
    lead: [
      `${username}，你好：`,
      `请确认这个邮箱属于你。确认之后，发给 ${username} 的邮件都会寄到这里，你也可以用它登录和重置密码。`,
    ],
    facts: [],
    action: { label: '确认邮箱', url },
    notes: [
      `链接只能使用一次，${expiresInHours} 小时内有效。`,
      `如果你不是 ${username}，无需处理：此邮箱不会被确认，你仍可用它注册。`,
    ],
  }),

  reset_password: ({ username, url, expiresInMinutes }, { siteName }) => ({
    subject: `设置 ${siteName} 的新密码`,
    preview: '有人申请重置密码，希望是你本人。',
    heading: '设置新密码',
    lead: [`${username}，你好：`, '有人申请重置你的密码。如果是你本人，请在这里设置新密码。'],
    facts: [],
    action: { label: '设置新密码', url },
    notes: [
      `链接只能使用一次，${expiresInMinutes} 分钟内有效。第二重验证保持不变。`,
      '如果不是你本人，无需处理：密码保持不变。',
    ],
  }),

  password_changed: ({ username, at, address, url }, { siteName, format }) => ({
    subject: `你在 ${siteName} 的密码已修改`,
    preview: '所有其他会话均已结束。',
    heading: '密码已修改',
    lead: [`${username}，你好：`, '你的密码已修改，所有其他会话均已结束。'],
    facts: [
      ['时间', format.moment(at)],
      ['来源', address || UNKNOWN],
    ],
    action: { label: '打开我的账户', url },
    notes: ['如果不是你本人操作，请立即重置密码：在登录页点“忘记密码？”，链接会发到这里。'],
  }),

  address_changed: ({ username, at, address, url, changedTo }, { siteName, format }) => ({
    subject: `你在 ${siteName} 的邮箱已更换`,
    preview: `现在是 ${changedTo}。`,
    heading: '邮箱已更换',
    lead: [`${username}，你好：`, `你账户的邮箱现在是 ${changedTo}。今后的邮件都发往那里，登录时请使用它或用户名。`],
    facts: [
      ['时间', format.moment(at)],
      ['来源', address || UNKNOWN],
    ],
    action: { label: '打开我的账户', url },
    notes: [
      `如果不是你本人操作，请以 ${username} 登录，先修改密码，再改回邮箱。如果密码已失效，请联系运营方：重置链接只会发往新邮箱。`,
    ],
  }),

  factor_changed: ({ username, at, address, url, factor, change }, { siteName, format }) => ({
    subject: `你在 ${siteName} 的${FACTOR_CHANGES[change]}`,
    preview: `${FACTORS[factor]}，${format.moment(at)}。`,
    heading: FACTOR_CHANGES[change],
    lead: [`${username}，你好：`, FACTOR_LEADS[change]],
    facts: [
      ['方式', FACTORS[factor]],
      ['时间', format.moment(at)],
      ['来源', address || UNKNOWN],
    ],
    action: { label: '打开我的账户', url },
    notes: [notYou],
  }),

  new_sign_in: ({ username, at, address, url, device }, { siteName, format }) => ({
    subject: `${siteName} 有新的登录`,
    preview: `来自一台未曾见过的设备：${device || UNKNOWN}。`,
    heading: '新的登录',
    lead: [`${username}，你好：`, '有人从一台未曾见过的设备登录了你的账户。'],
    facts: [
      ['设备', device || UNKNOWN],
      ['时间', format.moment(at)],
      ['来源', address || UNKNOWN],
    ],
    action: { label: '查看已登录的会话', url },
    notes: ['如果是你本人，无需处理。', notYou],
  }),

  account_deletion: ({ username, accountName, at, address, dueAt, url }, { siteName, format }) => ({
    subject: `${siteName} 上的账户 ${accountName} 即将删除`,
    preview: `将于 ${format.moment(dueAt)} 清除，在那之前所有者可以撤回。`,
    heading: `${accountName} 即将删除`,
    lead: [`${username} 申请删除账户 ${accountName}。其密钥从现在起会被拒绝。`],
    facts: [
      ['清除时间', format.moment(dueAt)],
      ['申请时间', format.moment(at)],
      ['来源', address || UNKNOWN],
    ],
    action: { label: '撤回删除', url },
    notes: ['在那之前，所有者可以撤回，也可以下载全部数据。之后数据不复存在。', notYou],
  }),

  invitation: ({ inviter, accountName, role, url, expiresInDays }, { siteName }) => ({
    subject: `${inviter} 邀请你加入 ${siteName} 的账户 ${accountName}`,
    preview: `以${ROLES[role]}身份加入 ${accountName}。`,
    heading: `加入 ${accountName}`,
    lead: [`${inviter} 邀请你加入 ${siteName} 的账户 ${accountName}。`],
    facts: [['你的角色', ROLES[role]]],
    action: { label: '查看邀请', url },
    notes: [
      `链接只能使用一次，${expiresInDays} 天内有效。`,
      `如果你不认识 ${inviter}，无需处理：只有接受邀请才会加入。`,
    ],
  }),

  key_leaked: ({ accountName, keyName, hint, foundAt, source, at, response, endsAt, url }, { siteName, format }) => ({
    subject: `${siteName} 的密钥 ${keyName} 已泄露`,
    preview: LEAK_DONE[response],
    heading: LEAK_HEADINGS[response],
    lead: [
      `扫描服务在公开场所发现了账户 ${accountName} 的密钥 ${keyName}（${hint}）。`,
      response === 'rotate' && endsAt !== null
        ? `密钥可用至 ${format.moment(endsAt)}，在此之前拿到它的人也能使用。请尽快轮换，新密钥只会显示给你。`
        : LEAK_DONE[response],
    ],
    facts: [
      ['位置', foundAt || UNKNOWN],
      ['类型', source],
      ['报告时间', format.moment(at)],
    ],
    action: { label: LEAK_ACTIONS[response], url },
    notes: [
      '从泄露处删除密钥无济于事：它已经被读取。请查看此后使用该密钥的调用，并避免把密钥写进代码。',
      '立即采取的措施由账户自行选择，所有者或管理员可在“设置 › 账户”中更改。',
    ],
  }),

  quota: ({ accountName, percent, used, limit, resetsAt, url }, { format }) => ({
    subject: percent === 100 ? `${accountName} 的额度已用尽` : `${accountName} 的额度已用 ${percent}%`,
    preview:
      percent === 100
        ? `${resetsAt === null ? '此后' : `${format.moment(resetsAt)} 之前`}的调用将被拒绝。`
        : `${resetsAt === null ? '' : `到 ${format.moment(resetsAt)} 为止`}还剩 ${format.number(limit - used)} 点额度。`,
    heading: percent === 100 ? '额度已用尽' : `额度已用 ${percent}%`,
    lead:
      percent === 100
        ? [`在${resetsAt === null ? '' : '额度重置或'}换用更大的套餐之前，此账户的调用都会被拒绝。`]
        : ['目前还没有调用被拒绝。用到 100% 之后，调用会被拒绝。'],
    facts: [
      ['账户', accountName],
      ['已用', `${format.number(used)} / ${format.number(limit)} 点额度`],
      ...(resetsAt === null ? [] : [['重置时间', format.moment(resetsAt)] as [string, string]]),
    ],
    action: { label: '查看用量', url },
    notes: [],
  }),

  spending: ({ accountName, amountMinor, currency, capMinor, url }, { format }) => {
    const amount = format.money(amountMinor, currency)
    return {
      subject: `${accountName} 本月套餐外支出已达 ${amount}`,
      preview: capMinor === null ? '调用照常进行，未设上限。' : `上限为 ${format.money(capMinor, currency)}。`,
      heading: `套餐外支出已达 ${amount}`,
      lead: [
        `本月套餐外额度的费用已达 ${amount}（不含税），调用照常进行。`,
        capMinor === null
          ? '目前没有上限，可以在计费页面设置。'
          : `达到账户设置的上限 ${format.money(capMinor, currency)} 后，调用会被拒绝，直到下个月。`,
      ],
      facts: [
        ['账户', accountName],
        ['已支出', amount],
      ],
      action: { label: '查看计费', url },
      notes: ['账户要求在达到这个金额时提醒。可以在计费页面更改提醒金额。'],
    }
  },

  bill_ready: ({ accountName, number, period, amountMinor, currency, dueAt, url }, { siteName, format }) => ({
    subject: `${siteName} 账单 ${number}：${format.money(amountMinor, currency)}`,
    preview:
      amountMinor === 0
        ? `${monthOf(period)}账单，无需付款。`
        : `${monthOf(period)}账单，请在 ${format.date(dueAt)} 前付款。`,
    heading: `${monthOf(period)}账单`,
    lead: [
      amountMinor === 0
        ? `账户 ${accountName} 的${monthOf(period)}账单已出，无需付款。`
        : `账户 ${accountName} 的${monthOf(period)}账单已出，请在 ${format.date(dueAt)} 前付款。`,
    ],
    facts: [
      ['账户', accountName],
      ['账单编号', number],
      ['月份', monthOf(period)],
      ['应付', format.money(amountMinor, currency)],
      ...(amountMinor === 0 ? [] : [['付款期限', format.moment(dueAt)] as [string, string]]),
    ],
    action: { label: '查看账单', url },
    notes: ['账单页面列出每一项金额及其对应的用量。'],
  }),

  bill_paid: ({ accountName, number, period, amountMinor, currency, url }, { format }) => ({
    subject: amountMinor === 0 ? `账单 ${number} 已结清` : `账单 ${number} 已付清`,
    preview:
      amountMinor === 0
        ? '此账单无需再付款。'
        : `${monthOf(period)}账单的 ${format.money(amountMinor, currency)} 已收到，谢谢。`,
    heading: amountMinor === 0 ? `账单 ${number} 已结清` : `账单 ${number} 已付清`,
    lead: [
      amountMinor === 0
        ? `账户 ${accountName} 的${monthOf(period)}账单已结清，无需再付款。`
        : `账户 ${accountName} 的${monthOf(period)}账单已付清，谢谢。`,
    ],
    facts: [
      ['账户', accountName],
      ['账单编号', number],
      ['月份', monthOf(period)],
      ['已付', format.money(amountMinor, currency)],
    ],
    action: { label: '查看账单', url },
    notes: [],
  }),

  bill_overdue: (bill, { format }) => {
    const { accountName, number, period, amountMinor, currency, dueAt, days, refusesAt, refused, url } = bill
    const amount = format.money(amountMinor, currency)
    const consequence = refused
      ? '付清之前，此账户的调用都会被拒绝；付款后即刻恢复。'
      : refusesAt === null
        ? '请尽快付款。'
        : `如果到 ${format.moment(refusesAt)} 仍未付清，此账户的调用将开始被拒绝。`
    return {
      subject: `账单 ${number} 已逾期 ${days} 天`,
      preview: refused ? `付清之前，${accountName} 的调用都会被拒绝。` : `还有 ${amount} 未付。`,
      heading: refused ? '账单逾期，调用已暂停' : '账单已逾期',
      lead: [
        `账户 ${accountName} 的${monthOf(period)}账单应在 ${format.date(dueAt)} 前付款，目前还有 ${amount} 未付。`,
        consequence,
      ],
      facts: [
        ['账户', accountName],
        ['账单编号', number],
        ['月份', monthOf(period)],
        ['应付', amount],
        ['付款期限', format.moment(dueAt)],
        ...(refusesAt === null || refused ? [] : [['暂停调用时间', format.moment(refusesAt)] as [string, string]]),
      ],
      action: { label: '查看账单并付款', url },
      notes: ['如果你刚刚完成银行转账，无需再做什么：我们人工确认到账后会通知你。'],
    }
  },

  errors_high: ({ calls, errors, percent, since, until, url }, { siteName, format }) => ({
    subject: `${siteName} 的调用大量失败：${format.number(calls)} 次中有 ${format.number(errors)} 次`,
    preview: `五分钟内失败的调用超过 ${percent}%。`,
    heading: '大量调用失败',
    lead: [`五分钟内，已放行的调用有超过 ${percent}% 失败：上游返回错误、没有应答，或者结果未知。`],
    facts: [
      ['失败', `${format.number(calls)} 次调用中的 ${format.number(errors)} 次`],
      ['开始', format.moment(since)],
      ['结束', format.moment(until)],
    ],
    action: { label: '查看失败的调用', url },
    notes: ['每次故障只通知一次。失败率回落并持续五分钟之前，控制台会一直显示此故障。'],
  }),
}
