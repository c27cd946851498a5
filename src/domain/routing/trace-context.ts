import type { HeaderRecord } from './headers.ts'

// W3C Trace Context, 3.2: what version 00 has, and behind a hyphen what later ones may have besides.
const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}(?<more>-.*)?$/

/**
 * Takes a trace context that is none out of `headers`: both its headers, since one means nothing without the other. One that is
 * whole stays as it is: Tollgate passes traces on and takes no part in them (docs/decisions/0028-observability.md).
 */
export function keepTraceContext(headers: HeaderRecord): void {
  const { traceparent, tracestate } = headers
  if (traceparent === undefined && tracestate === undefined) return
  const found = TRACEPARENT.exec(traceparent ?? '')
  if (found && !(found.groups?.more && traceparent?.startsWith('00'))) return
  delete headers.traceparent
  delete headers.tracestate
}
