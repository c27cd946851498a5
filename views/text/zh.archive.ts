import type { Text } from './text.ts'

export const archive: Text['archive'] = {
  title: '已归档的调用',
  lead: '时间较久、不再列出的调用以文件形式保存：每个 UTC 日一个文件，包含当天结束的所有调用。用量统计仍保留在原处。',
  none: '还没有归档',
  noneNote: '调用过了列出的期限，就会归档到这里。',
  recent: '查看仍在列表中的调用',
  day: '日期（UTC）',
  calls: '调用次数',
  size: '大小',
  file: '文件',
  download: '下载',
  downloadOf: (day) => `下载 ${day} 的调用记录`,
  reading: '如何查看文件',
  readingNote: '文件每行一个 JSON 对象，以 gzip 压缩。在已下载的文件中查找某次调用：',
  older: '更早的调用（文件）',
  section: '已归档的调用',
  sectionNote: '时间较久、不再列出的调用以文件形式保存，每天一个。',
  call: '这次调用已不在列表中',
  callNote: (day) =>
    `${day}（UTC）的调用已归档。如果这次调用属于您的账户，它就在当天的文件里；若它在次日才结束，则在次日的文件里。`,
}
