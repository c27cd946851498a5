import type { Text } from './text.ts'

export const decisions: Text['decisions'] = {
  VALID: { short: '已放行', meaning: '调用通过，并已计费。', remedy: '无需处理。' },
  KEY_MISSING: { short: '缺少密钥', meaning: '调用没有带密钥。', remedy: '在 Authorization 头中带上密钥。' },
  KEY_MALFORMED: {
    short: '密钥格式错误',
    meaning: '这段文字不是密钥：格式或校验和不对。',
    remedy: '重新完整复制密钥，可能少了或改了某个字符。',
  },
  KEY_NOT_FOUND: {
    short: '未知密钥',
    meaning: '格式正确，但本服务从未签发过这把密钥。',
    remedy: '确认调用的是正确的服务，或新建一把密钥。',
  },
  KEY_REVOKED: { short: '密钥已吊销', meaning: '密钥已永久终止。', remedy: '换用另一把密钥。' },
  KEY_DISABLED: { short: '密钥已停用', meaning: '密钥处于停用状态。', remedy: '启用它，或换用另一把。' },
  KEY_EXPIRED: { short: '密钥已过期', meaning: '密钥过了有效期。', remedy: '新建一把密钥。' },
  KEY_IN_QUERY: {
    short: '密钥出现在网址中',
    meaning: '密钥写在了网址里，日志和历史记录都会留下它。',
    remedy: '改用请求头发送，并更换密钥：请当作已经泄露。',
  },
  ACCOUNT_SUSPENDED: {
    short: '账户已暂停',
    meaning: '账户已被运营方暂停，或即将删除。',
    remedy: '总览页会说明是哪一种，以及该怎么办。',
  },
  INSUFFICIENT_SCOPE: {
    short: '权限不足',
    meaning: '密钥没有该路由要求的权限范围。',
    remedy: '换用具备该权限的密钥。',
  },
  RATE_LIMITED: {
    short: '超出速率',
    meaning: '短时间内调用过多。没有扣费。',
    remedy: '等待 Retry-After 所示的秒数。',
  },
  QUOTA_EXCEEDED: {
    short: '额度用尽',
    meaning: '套餐或密钥的额度已用完。没有扣费。',
    remedy: '等到下个月，或申请更大的套餐。',
  },
  ROUTE_NOT_FOUND: { short: '没有此路由', meaning: '这个路径下没有服务。', remedy: '检查路径。' },
  METHOD_NOT_ALLOWED: {
    short: '方法不允许',
    meaning: '路由存在，但不接受这个方法。',
    remedy: '使用 Allow 头中列出的方法。',
  },
  BODY_TOO_LARGE: { short: '请求体过大', meaning: '请求体超过路由的上限。', remedy: '减少发送的内容。' },
  METER_UNAVAILABLE: {
    short: '未能判定',
    meaning: '无法判定这次调用，因此既未转发也未扣费。',
    remedy: '按 Retry-After 稍后重试。',
  },
  UPSTREAM_TIMEOUT: { short: '上游超时', meaning: '路由背后的服务没有及时应答。', remedy: '稍后重试。' },
  UPSTREAM_UNREACHABLE: { short: '上游不可达', meaning: '无法连接路由背后的服务。', remedy: '稍后重试。' },
}

export const failures: Text['failures'] = {
  VALIDATION_FAILED: { title: '有几处需要再看一下', detail: '还没有保存任何内容。' },
  MALFORMED_BODY: { title: '内容没有完整送达', detail: '无法读取，请重新发送。' },
  UNSUPPORTED_MEDIA_TYPE: { title: '不接受这种内容', detail: '请从页面提交表单，或向 API 发送 application/json。' },
  BODY_TOO_LARGE: { title: '一次发送得太多了', detail: '内容超出了这里能接收的大小。' },
  UNAUTHENTICATED: { title: '请先登录', detail: '这里的内容属于某个账户。' },
  FORBIDDEN: { title: '没有权限', detail: '你的角色不能进行此操作。' },
  CSRF_FAILED: { title: '表单已失效', detail: '无法确认请求来自本站。请返回，刷新页面后重新提交。' },
  FRESH_SIGN_IN_REQUIRED: { title: '需要重新登录', detail: '请重新登录，并在十分钟内再次操作。' },
  NOT_FOUND: { title: '这里什么也没有', detail: '内容不存在，或者你无权查看。' },
  METHOD_NOT_ALLOWED: { title: '不支持这种请求', detail: '地址存在，但不接受这种请求方式。' },
  INVALID_CREDENTIALS: { title: '登录失败', detail: '用户名或密码不正确。' },
  USER_SUSPENDED: { title: '该用户已被暂停', detail: '请联系运营方解除。' },
  USERNAME_TAKEN: { title: '用户名已被使用', detail: '请换一个。' },
  EMAIL_TAKEN: { title: '邮箱已被使用', detail: '请直接登录，或换一个邮箱。' },
  PATH_TAKEN: { title: '路径已被占用', detail: '已有另一条路由使用它。' },
  OPERATOR_WITHOUT_ACCOUNT: {
    title: '会有运营者失去账户',
    detail: '没有删除任何内容。服务由此账户运营：其中有运营者不属于其他账户。',
  },
  DELETION_UNDER_WAY: { title: '已无法撤回', detail: '期限已到，账户正在清除。' },
  KEY_IN_QUERY: { title: '网址中出现了密钥', detail: '日志和历史记录会保留网址。请吊销该密钥并新建一把。' },
  TOO_MANY_TRIES: { title: '尝试次数过多', detail: '请稍等一会儿再试。' },
  THROTTLE_UNAVAILABLE: { title: '现在无法完成', detail: '没有任何改动，请稍后再试。' },
  METER_UNAVAILABLE: { title: '计量器没有应答', detail: '没有任何改动，请稍后再试。' },
  INTERNAL: { title: '我们这边出了问题', detail: '错误已按请求编号记录。联系我们时请附上编号。' },
}

export const problems: Text['problems'] = {
  required: () => '请填写这一项。',
  type: () => '这里需要另一种类型的值。',
  unknown: () => '无法识别这一项。',
  too_short: (limit) => (limit === undefined ? '太短。' : `至少 ${limit} 个字符。`),
  too_long: (limit) => (limit === undefined ? '太长。' : `最多 ${limit} 个字符。`),
  too_small: (limit) => (limit === undefined ? '太小。' : `不小于 ${limit}。`),
  too_large: (limit) => (limit === undefined ? '太大。' : `不大于 ${limit}。`),
  format: () => '格式不正确。',
  common_password: () => '使用这个密码的人太多，请换一个。',
  taken: () => '已被使用。',
  reserved: () => '这是服务自用的，不能选用。',
  address_forbidden: () => '不允许把调用转发到这个地址。',
  in_the_past: () => '这个日期已经过去。',
  mismatch: () => '与名称不符。',
}
