import { sha256 } from '@oslojs/crypto/sha2'
import { encodeHexLowerCase } from '@oslojs/encoding'
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { operatorOf } from '../actor.ts'
import type { App } from '../context.ts'
import { CSRF_FIELD } from '../middleware/csrf.ts'
import { ONCE_FIELD } from '../middleware/form.ts'
import { carryOut } from '../middleware/idempotency.ts'
import { failurePage } from '../site/failure.tsx'
import { leaveNotice } from '../site/notice.ts'

const NAME = /^[\w-]{1,100}$/
const ENCODER = new TextEncoder()

/**
 * Before the handler of a form that moves money: it is done once, by the name that the form was given as it was shown. Sent
 * again, by a double click or a reload, it leads to `place`, where its sender sees what the first one did.
 */
export const once = (place: (c: Context<App>) => string | Promise<string>) =>
  createMiddleware<App>(async (c, next) => {
    const posted = await c.req.parseBody({ all: true }).catch((): Record<string, unknown> => ({}))
    const { [CSRF_FIELD]: _, [ONCE_FIELD]: key, ...fields } = posted
    if (typeof key !== 'string' || !NAME.test(key)) return failurePage(c, 'VALIDATION_FAILED', c.var.requestId)
    const begun = await c.var.services.idempotency.begin({
      owner: operatorOf(c).userId,
      route: `${c.req.method} ${c.req.path}`,
      key,
      fingerprint: encodeHexLowerCase(sha256(ENCODER.encode(JSON.stringify(fields)))),
      once: true,
    })
    if (begun.ok && 'claim' in begun.value) return carryOut(c, begun.value.claim, next)
    leaveNotice(c, 'sent_before')
    return c.redirect(await place(c), 303)
  })
