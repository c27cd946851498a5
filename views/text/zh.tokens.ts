import type { Text } from './text.ts'

export const tokenNotices = {
  token_revoked: '已吊销，它的下一次请求会被拒绝；用于校验密钥时，最迟 5 秒内生效。',
}

export const tokens: Text['tokens'] = {
  title: '服务令牌',
  tab: '令牌',
  lead: {
    account: '供程序以你的名义使用 JSON API。令牌只能做其权限范围允许的事，且不会超出你当前的角色。',
    service: '供本服务的程序和代理使用：可校验所有账户的密钥并计费。',
  },
  creation: '新建令牌',
  fresh: '新建令牌需要再次输入密码，之后十分钟内有效。',
  unlock: '输入密码…',
  name: '名称',
  nameHint: '写明它用在哪里。',
  scopes: '权限范围',
  scopeNames: {
    'keys:verify': '校验密钥',
    'keys:read': '查看密钥',
    'keys:write': '创建、重命名和吊销密钥',
    'usage:read': '查看用量和调用',
    proxy: '为代理作出放行决定',
  },
  expires: '最后一天',
  expiresHint: (zone) => `可不填。当天（${zone}）结束时失效。`,
  create: '创建令牌',
  created: (name) => `已创建“${name}”`,
  once: '请立即复制：它只显示这一次，系统只保存指纹。',
  label: '新令牌',
  table: { account: '此账户的令牌', service: '本服务的令牌' },
  count: (count) => `${count} 个令牌`,
  token: '令牌',
  by: '创建者',
  used: '最近使用',
  never: '从未',
  status: '状态',
  ends: (day) => `${day} 到期`,
  statuses: { active: '有效', expired: '已过期', revoked: '已吊销' },
  comma: '、',
  revoke: '吊销…',
  revokeNamed: (name) => `吊销 ${name}…`,
  none: '还没有令牌',
  noneNote: '需要创建密钥或读取用量的脚本，可以在这里获取令牌。',
  noneNoteService: '需要校验密钥的程序，或 API 前面的代理，可以在这里获取令牌。',
  revocation: {
    title: (name) => `吊销“${name}”？`,
    detail: (hint) => `使用 ${hint} 的程序从下一次请求起会被拒绝；用于校验密钥时，最迟 5 秒内生效。此操作无法撤销。`,
    submit: (name) => `吊销“${name}”`,
    cancel: '保留令牌',
  },
}
