import { href, site } from '../../../src/app/routes.ts'
import type { UsageRange } from '../../../src/domain/usage/window.ts'
import type { Metric } from '../../charts/usage-chart.tsx'

/** What of the usage is shown: all of it is part of the address. */
export interface UsageView {
  range: UsageRange
  /** Dates in place of the range; empty without. */
  from: string
  to: string
  /** Empty texts narrow nothing. */
  key: string
  route: string
  outcome: string
  metric: Metric
  /** Whether every key and route is listed. */
  all: '' | '1'
}

/** The view that `/usage` shows. */
export const USUAL: UsageView = {
  range: '30d',
  from: '',
  to: '',
  key: '',
  route: '',
  outcome: '',
  metric: 'calls',
  all: '',
}

/** A view as a query, without what is as usual. */
export function queryOf(view: Partial<UsageView>): string {
  const entries = Object.entries(view).filter(([name, value]) => value !== USUAL[name as keyof UsageView])
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries as [string, string][])}`
}

/** Where a view is, with something of it changed. */
export const usageHref = (view: UsageView, change: Partial<UsageView> = {}): string =>
  href(site.usage) + queryOf({ ...view, ...change })

/** Where the rows of a view are, as a file. */
export const downloadHref = ({ metric: _, all: __, range, ...view }: UsageView, format: 'csv' | 'ndjson'): string =>
  `${href(site.usageDownload)}?${new URLSearchParams({
    range,
    format,
    ...Object.fromEntries(Object.entries(view).filter(([, value]) => value !== '')),
  })}`
