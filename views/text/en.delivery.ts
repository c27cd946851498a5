import { plural } from './plural.ts'

export const delivery = {
  title: 'Delivery',
  lead: 'Each account’s object counts by itself and hands its calls to the database once a minute. Of the accounts that did so last: what still waits. With them stand those that are late in a sample of up to 50 accounts that did so within the day and have gone quiet. Nothing that waits is lost.',
  standing: 'Standing',
  waiting: 'Calls waiting',
  age: 'Oldest waits for',
  delivered: 'Last delivered',
  seconds: (count: string) => `${count} s`,
  fine: 'On time',
  late: 'Late',
  failing: (count: number) => `${count} failed ${plural(count, 'try', 'tries')}`,
  away: 'No answer',
  none: 'No calls yet',
  noneNote: 'Accounts appear here once they make calls.',
  attention: (count: number) => `${count} ${plural(count, 'account is', 'accounts are')} late with their calls`,
}
