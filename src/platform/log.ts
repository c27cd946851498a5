/** Writes one line of the log. */
export type Log = (line: { event: string } & Record<string, unknown>) => void

/** A log whose lines name the request that they are about, where there is one. */
export const logOf =
  (requestId?: string): Log =>
  (line) =>
    console.log(JSON.stringify(requestId === undefined ? line : { ...line, request_id: requestId }))
