import { Hono } from 'hono'
import { api } from '../../../src/app/api/index.ts'
import type { App } from '../../../src/app/context.ts'
import { mount } from '../../../src/app/mount.ts'

/** The real API beside a handler that does nothing: the base of every ratio takes the same way through Pages and Hono. */
const app = new Hono<App>().get('/empty', (c) => c.body(null, 204)).route('/', api)

export const onRequest = mount(app)
