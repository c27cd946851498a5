import type { Text } from './text.ts'

export const delivery: Text['delivery'] = {
  title: '写入进度',
  lead: '每个账户的计量对象独立计数，每分钟把调用写入数据库。这里列出最近写入的账户还有哪些尚未写入；此外，还会从过去一天内写入过、但近几分钟没有写入的账户中抽查至多 50 个，列出其中滞后的。等待写入的内容不会丢失。',
  standing: '状态',
  waiting: '等待写入的调用',
  age: '最早的已等待',
  delivered: '最近写入',
  seconds: (count) => `${count} 秒`,
  fine: '正常',
  late: '滞后',
  failing: (count) => `连续失败 ${count} 次`,
  away: '没有响应',
  none: '还没有调用',
  noneNote: '账户发起调用后会出现在这里。',
  attention: (count) => `${count} 个账户的调用写入滞后`,
}
