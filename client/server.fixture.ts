import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach } from 'vitest'
import type { Options } from './transport.ts'

export interface Asked {
  method: string
  url: string
  headers: IncomingMessage['headers']
  body: string
}

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A server on loopback that is not Tollgate, for one test, and what it was asked. */
export async function startServer(answer: (response: ServerResponse, asked: Asked, times: number) => void) {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { method = '', url = '', headers } = request
    const one = { method, url, headers, body }
    asked.push(one)
    answer(response, one, asked.length)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

/** Answers with JSON. */
export function say(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body))
}

/** Waits for nothing, keeps how long it should have, and draws 0.5 each time. */
export function patience(): { waited: number[] } & Pick<Options, 'sleep' | 'random'> {
  const waited: number[] = []
  const sleep = async (ms: number) => {
    waited.push(ms)
  }
  return { waited, sleep, random: () => 0.5 }
}

export const ALLOWED = {
  success: true,
  valid: true,
  code: 'VALID',
  key_id: 'key_1',
  account_id: 'acct_1',
  plan: 'free',
  name: 'reports',
  scopes: ['read'],
  limits: [
    { name: 'minute', quota: 60, remaining: 59, reset_seconds: 60 },
    { name: 'key-quota', quota: 9, remaining: 8, reset_seconds: null },
  ],
  retry_after: null,
  expires_at: null,
  request_id: 'req_1',
}
export const refused = (code: string, more: object = {}) => ({ ...ALLOWED, valid: false, code, ...more })
export const problem = (code: string, more: object = {}) => ({
  type: `https://example.com/docs#${code}`,
  code,
  request_id: 'req_2',
  errors: [],
  success: false,
  message: 'Said by Tollgate.',
  ...more,
})
