import type { Context } from 'hono'
import type { Failure } from '../domain/failures.ts'
import type { App } from './context.ts'

/** What an app's readers take: pages, or JSON. */
export type Render = 'pages' | 'json'

/** Answers with a failure as the app's readers take it. */
export type Refuse = (c: Context<App>, failure: Failure, headers?: Record<string, string>) => Promise<Response>
