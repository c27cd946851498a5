import { problem } from './errors.ts'
import type { Refuse, Render } from './render.ts'
import { failurePage } from './site/failure.tsx'

const asProblem: Refuse = async (c, failure, headers) => problem(c, failure, headers)

const asPage: Refuse = async (c, failure, headers = {}) => {
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  return failurePage(c, failure.code, c.var.requestId)
}

export const refuseAs = (render: Render): Refuse => (render === 'json' ? asProblem : asPage)
