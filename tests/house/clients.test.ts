import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { Agent, Client, request } from 'undici'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findProgram } from './programs.ts'
import { type Service, startService } from './service.ts'
import { gate, type Stub, startStub } from './stub.ts'

/** curl and undici before the gateway: what they do with bodies, connections and refusals. */

const curlPath = await findProgram('curl', '/usr/bin/curl')

let service: Service
let upstream: Stub
let base: string
let key: string
let more: ReturnType<typeof gate>
let hungUp: ReturnType<typeof gate>
let begun: ReturnType<typeof gate>
let over: ReturnType<typeof gate>
/** Bodies that came to their end at the upstream. */
let arrived = 0

beforeAll(async () => {
  service = await startService('clients')
  upstream = await startStub(async (request, response) => {
    if (request.url === '/stream') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      response.write('data: one\n\n')
      await more.passed
      return void response.end('data: two\n\n')
    }
    if (request.url === '/endless') {
      // Locally a client that went is noticed when the next piece cannot be written.
      const ticking = setInterval(() => response.write('x'.repeat(1_000)), 20)
      return void response.on('close', () => {
        clearInterval(ticking)
        hungUp.open()
      })
    }
    const hash = createHash('sha256')
    let bytes = 0
    request.on('end', () => {
      arrived += 1
    })
    request.on('close', () => over.open())
    for await (const piece of request) {
      begun.open()
      bytes += piece.length
      hash.update(piece)
    }
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ method: request.method, url: request.url, bytes, sha256: hash.digest('hex') }))
  })
  base = await service.addRoute('echo', upstream.url, { max_body_bytes: 2_000_000 })
})
beforeEach(async () => {
  upstream.asked.length = 0
  arrived = 0
  more = gate()
  hungUp = gate()
  begun = gate()
  over = gate()
  key = await service.newKey()
})
afterEach(() => expect(JSON.stringify(upstream.asked)).not.toContain(key))
afterAll(async () => {
  await service?.stop()
  upstream?.close()
})

/** How the calls of the key ended, the last first. */
async function ended(count: number) {
  const id = (await service.owner.keys.list()).data[0]?.id
  const read = async () => (await service.owner.calls.list({ key: id })).data
  await expect.poll(async () => (await read()).filter(({ outcome }) => outcome !== 'under_way')).toHaveLength(count)
  return (await read()).map(({ method, outcome, status, credits }) => [method, outcome, status, credits])
}
const sha256 = (body: Uint8Array) => createHash('sha256').update(body).digest('hex')
const large = Buffer.alloc(1_500_000, 'a large body, and no page of memory alike. ')

describe.skipIf(curlPath === null)('curl', () => {
  /** Runs curl with the key, unless told another, and what it reads. */
  function curl(args: string[], { input = Buffer.alloc(0), as = key } = {}) {
    const authorization = as === '' ? [] : ['-H', `Authorization: Bearer ${as}`]
    const child = spawn(curlPath ?? '', ['-sS', '--max-time', '60', ...authorization, ...args])
    let [out, err] = ['', '']
    const told = gate()
    child.stdout.on('data', (piece) => {
      out += piece
      told.open()
    })
    child.stderr.on('data', (piece) => {
      err += piece
    })
    // It may end before it has read everything.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    const done = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
      child.on('close', (code) => resolve({ code, out, err }))
    })
    return { done, told: told.passed.then(() => out) }
  }
  const echoed = async (args: string[], input?: Buffer) => {
    const { code, out, err } = await curl(args, input ? { input } : {}).done
    expect([code, err]).toEqual([0, ''])
    return JSON.parse(out)
  }

  test('reads, and sends a body from its input', async () => {
    expect(await echoed([`${base}/items?x=1&y=%20`])).toMatchObject({
      method: 'GET',
      url: '/items?x=1&y=%20',
      bytes: 0,
    })
    expect(await echoed(['-d', '@-', `${base}/items`], Buffer.from('a=1'))).toMatchObject({ method: 'POST', bytes: 3 })
    const sent = await echoed(['--data-binary', '@-', `${base}/items`], large)
    expect(sent).toMatchObject({ bytes: large.length, sha256: sha256(large) })
    expect(await ended(3)).toEqual([
      ['POST', 'ok', 200, 1],
      ['POST', 'ok', 200, 1],
      ['GET', 'ok', 200, 1],
    ])
  })

  test('-T - uploads what has no length', async () => {
    expect(await echoed(['-T', '-', `${base}/items`], large)).toMatchObject({
      method: 'PUT',
      bytes: large.length,
      sha256: sha256(large),
    })
    expect(upstream.asked[0]?.headers).not.toHaveProperty('x-api-key')
  })

  test('-N shows a stream’s first event before the second is sent', async () => {
    const running = curl(['-N', `${base}/stream`])
    expect(await running.told).toBe('data: one\n\n')
    more.open()
    expect(await running.done).toMatchObject({ code: 0, out: 'data: one\n\ndata: two\n\n' })
  })

  test('--http1.1 keeps its connection for the next call', async () => {
    const wanted = ['-w', ' %{http_version} %{num_connects} ', '-o', '/dev/null']
    const { out } = await curl(['--http1.1', ...wanted, `${base}/a`, ...wanted, `${base}/b`]).done
    expect(out.trim().split(/ +/)).toEqual(['1.1', '1', '1.1', '0'])
  })

  test('Expect: 100-continue is answered before a large body is sent', async () => {
    // It would wait a minute by itself: an answer of 100 is what lets it go on.
    const waiting = ['-v', '--expect100-timeout', '60', '-H', 'Expect: 100-continue', '--data-binary', '@-']
    const { code, out, err } = await curl([...waiting, `${base}/items`], { input: large }).done
    expect([code, err]).toEqual([0, expect.stringContaining('HTTP/1.1 100 Continue')])
    expect(JSON.parse(out)).toMatchObject({ bytes: large.length, sha256: sha256(large) })
  })

  test('a body that is announced too large is refused, and costs nothing', async () => {
    const tooLarge = Buffer.alloc(2_000_001)
    const status = ['-o', '/dev/null', '-w', '%{http_code}', '--data-binary', '@-']
    expect((await curl([...status, `${base}/items`], { input: tooLarge }).done).out).toBe('413')
    expect(upstream.asked).toEqual([])
    expect((await service.owner.keys.list()).data[0]?.calls_this_month).toBe(0)
  })

  test('-I reads the head alone', async () => {
    const { code, out } = await curl(['-I', `${base}/items`]).done
    expect([code, out]).toEqual([0, expect.stringMatching(/^HTTP\/1\.1 200 [\s\S]*\bX-Request-Id: req_/i)])
    expect(await ended(1)).toEqual([['HEAD', 'ok', 200, 1]])
  })

  test('a key in the address is 400, and costs nothing', async () => {
    const { out } = await curl([`${base}/items?key=${key}`]).done
    expect(JSON.parse(out)).toMatchObject({ status: 400, code: 'KEY_IN_QUERY' })
    expect(upstream.asked).toEqual([])
    expect((await service.owner.keys.list()).data[0]?.calls_this_month).toBe(0)
  })

  test('-f fails with a key that is none, and with none', async () => {
    const refusal = async (as: string) => (await curl(['-f', `${base}/items`], { as }).done).code
    expect([await refusal(`${key.slice(0, -1)}!`), await refusal('')]).toEqual([22, 22])
    const { out } = await curl(['-i', `${base}/items`], { as: '' }).done
    expect(out).toMatch(/^HTTP\/1\.1 401 [\s\S]*^WWW-Authenticate: Bearer\r$/im)
    expect(upstream.asked).toEqual([])
  })
})

describe('undici', () => {
  const authorization = () => ({ authorization: `Bearer ${key}` })
  /** A body whose length nobody knows beforehand. */
  const pieces = (count: number) => Readable.from(Array.from({ length: count }, (_, at) => Buffer.alloc(100_000, at)))

  test('its agent keeps one connection for many calls', async () => {
    let connections = 0
    const agent = new Agent({ connections: 1 }).on('connect', () => {
      connections += 1
    })
    const urls: string[] = []
    for (let call = 0; call < 10; call++) {
      const { body } = await request(`${base}/${call}`, { dispatcher: agent, headers: authorization() })
      urls.push(((await body.json()) as { url: string }).url)
    }
    await agent.close()
    expect([connections, urls]).toEqual([1, Array.from({ length: 10 }, (_, call) => `/${call}`)])
  })

  test('calls in a pipeline get their own answers', async () => {
    const client = new Client(service.url, { pipelining: 5 })
    const path = (call: number) => `/api/echo/${call}?x=${'x'.repeat(call * 100)}`
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, call) => {
        const { body } = await client.request({ method: 'GET', path: path(call), headers: authorization() })
        return (await body.json()) as { url: string }
      }),
    )
    await client.close()
    expect(answers.map(({ url }) => `/api/echo${url}`)).toEqual(Array.from({ length: 20 }, (_, call) => path(call)))
    expect(await ended(20)).toEqual(Array(20).fill(['GET', 'ok', 200, 1]))
  })

  test('a body without a length passes to the limit', async () => {
    const sent = { method: 'POST', headers: authorization(), body: pieces(20) } as const
    const { statusCode, body } = await request(`${base}/items`, sent)
    expect([statusCode, await body.json()]).toMatchObject([200, { bytes: 2_000_000 }])
    expect(await ended(1)).toEqual([['POST', 'ok', 200, 1]])
  })

  test('a body without a length that is over the limit is 413, and costs nothing', async () => {
    const sent = { method: 'POST', headers: authorization(), body: pieces(21) } as const
    const { statusCode, body } = await request(`${base}/items`, sent)
    expect([statusCode, await body.json()]).toMatchObject([413, { code: 'BODY_TOO_LARGE' }])
    expect(await ended(1)).toEqual([['POST', 'failed', 413, 0]])
    expect([upstream.asked.length, arrived]).toEqual([1, 0])
  })

  test('an upload that its client breaks off is no whole body at the upstream, and no failure of its own', async () => {
    const once = await service.addRoute('once', upstream.url, { circuit: { failures: 1, seconds: 600 } })
    const abort = new AbortController()
    const half = new Readable({ read: () => {} })
    half.push(Buffer.alloc(100_000))
    const sent = { method: 'POST', headers: authorization(), body: half, signal: abort.signal } as const
    const asking = request(`${once}/items`, sent)
    await begun.passed
    abort.abort()
    await expect(asking).rejects.toThrow()
    await over.passed
    expect(arrived).toBe(0)
    expect(await ended(1)).toEqual([['POST', 'failed', 502, 0]])
    expect((await request(`${once}/items`, { headers: authorization() })).statusCode).toBe(200)
  })

  test('an answer that is given up halfway is given up at the upstream, and has been served', async () => {
    const { body } = await request(`${base}/endless`, { headers: authorization() })
    for await (const piece of body) {
      expect(piece.length).toBeGreaterThan(0)
      break // which destroys the rest
    }
    await hungUp.passed
    expect(await ended(1)).toEqual([['GET', 'ok', 200, 1]])
  })
})
