import type { Text } from './text.ts'

export const teamNotices = {
  invitation_sent: '已邀请，邮件正在发送。',
  invitation_withdrawn: '已撤回，邮件中的链接不再有效。',
  member_joined: '欢迎加入，你现在是此账户的成员。',
  role_changed: '已更改，对方的下一次操作起生效。',
  member_removed: '已移除，对方不再属于此账户。',
  account_left: '你已退出该账户。',
  ownership_handed_over: '已移交，你现在是此账户的管理员。',
}

export const team: Text['team'] = {
  title: '团队',
  lead: '此账户的全部成员。密钥属于账户：创建者离开后，密钥仍然保留。',
  roles: { owner: '所有者', admin: '管理员', developer: '开发者', billing: '财务', viewer: '只读成员' },
  members: '成员',
  name: '用户名',
  email: '邮箱',
  role: '角色',
  since: '加入日期',
  you: '你',
  manage: '管理',
  manageNamed: (name) => `管理 ${name}`,
  count: (count) => `${count} 位成员`,

  invite: '邀请成员',
  inviteLead: '对方会收到一封带链接的邮件。链接七天内有效，只能使用一次，且仅限该邮箱。',
  inviteSubmit: '发送邀请',
  inviteFresh: '邀请成员需要再次输入密码，之后十分钟内有效。',
  inviteUnlock: '输入密码…',
  pending: '待接受的邀请',
  invitedBy: '邀请人',
  ends: '截止',
  resend: '重新发送',
  resendNamed: (email) => `重新发送给 ${email}`,
  withdraw: '撤回',
  withdrawNamed: (email) => `撤回发给 ${email} 的邀请`,
  nonePending: '没有待接受的邀请',
  nonePendingNote: '你邀请的人在接受之前会列在这里。',

  acts: '谁可以做什么',
  actsLead: '这张表就是规则本身：每次请求都按它检查。',
  act: '操作',
  who: '角色',
  everyone: '所有成员',
  comma: '、',
  may: '可以',
  mayNot: '不可以',
  actNames: {
    'usage.read': '查看总览、调用记录和用量',
    'keys.read': '查看密钥列表（不含密钥原文）',
    'keys.write': '创建、重命名和吊销密钥',
    'billing.read': '查看套餐和账单',
    'billing.write': '更换套餐、付款',
    'members.read': '查看账户成员',
    'members.write': '邀请和移除成员、更改角色；涉及所有者时仅限所有者',
    'audit.read': '查看审计日志',
    'tokens.read': '查看服务令牌（不含明文）',
    'tokens.write': '创建和吊销服务令牌',
    'account.write': '更改账户名称和设置',
    'account.export': '导出账户的全部数据',
    'account.delete': '注销账户',
    'account.hand_over': '把账户移交给另一位成员',
  },

  leave: '退出此账户',
  leaveNote: '退出后立即无法访问。所有者或管理员可以重新邀请你。',
  leaveLastOwner: '你是唯一的所有者。退出之前，请先把账户移交给另一位成员。',
  leaveLink: '退出…',
  leaving: {
    title: (account) => `退出“${account}”？`,
    detail: (other) =>
      other === null
        ? '你会立即失去访问权限。这是你唯一的账户：你的会话将全部结束，下次登录时会得到一个属于自己的新账户。你创建的密钥留在原账户中。'
        : `你会立即失去访问权限，并转到“${other}”。你创建的密钥留在原账户中。`,
    submit: '退出账户',
    cancel: '留下',
  },

  member: {
    role: '角色',
    change: '更改角色',
    changeNote: '对方的下一次操作起生效。',
    handOver: '移交账户',
    handOverNote: '对方成为所有者，你成为管理员。',
    handOverLink: '移交…',
    remove: '移出账户',
    removeNote: '对方的下一次操作起失去访问权限，其创建的密钥保留。',
    removeLink: '移除…',
  },
  removal: {
    title: (name) => `移除 ${name}？`,
    detail: (name, email, account) =>
      `${name}（${email}）从下一次操作起不再属于“${account}”，其发出的邀请随之失效。其创建的密钥会保留并继续可用：只应由 ${name} 知道的密钥，请另行吊销。`,
    submit: '移出账户',
    cancel: '保留',
  },
  ownership: {
    title: (name) => `把账户移交给 ${name}？`,
    detail: (name, email, account) =>
      `${name}（${email}）将成为“${account}”的所有者，拥有全部权限，包括移除你。你将成为管理员，并且无法自行撤销。`,
    submit: '移交账户',
    cancel: '不移交',
  },

  invitation: {
    title: (account) => `加入“${account}”`,
    lead: (inviter) => `${inviter} 邀请你加入此账户。`,
    yourRole: '你的角色',
    for_: '受邀邮箱',
    accept: '接受邀请',
    acceptNote: '接受后会转到此账户，你自己的账户不受影响。',
    signInFirst: '请先用该邮箱登录，或用它注册账户，之后会回到这里。',
    another: (invited, own) =>
      `此邀请发给 ${invited}，而你当前以 ${own} 登录。请先退出登录，再打开邮件中的链接并用 ${invited} 登录。`,
    already: '你已经是此账户的成员。',
  },
}
