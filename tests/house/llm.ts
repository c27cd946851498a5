import type { IncomingMessage, ServerResponse } from 'node:http'
import { gate, type Stub, startStub } from './stub.ts'

interface Asked {
  model: string
  stream?: boolean
  stream_options?: { include_usage?: boolean }
  encoding_format?: string
  input?: string[]
}

export interface Llm extends Stub {
  /** Opened by the test: then a stream's second piece is sent. */
  second: ReturnType<typeof gate>
  /** Passed when the client of a stream has gone before its end. */
  hungUp: ReturnType<typeof gate>
}

const USAGE = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 }
export const VECTOR = [0.5, -0.25, 1]

/** An upstream that speaks OpenAI's protocol. The model `busy-once` is too busy for the first call; `endless` never ends. */
export async function startLlm(): Promise<Llm> {
  let isBusy = true
  const second = gate()
  const hungUp = gate()
  const stub = await startStub(async (request, response) => {
    const asked = await bodyOf(request)
    if (asked.model === 'busy-once' && isBusy) {
      isBusy = false
      const error = { message: 'Too many requests', type: 'requests', code: 'rate_limit_exceeded' }
      return json(response, 429, { error }, { 'Retry-After': '0' })
    }
    if (request.url === '/v1/embeddings') return json(response, 200, embedding(asked))
    if (!asked.stream) return json(response, 200, completion(asked))
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    const send = (piece: object) => response.write(`data: ${JSON.stringify({ ...chunk(asked), ...piece })}\n\n`)
    send(delta('Hello'))
    if (asked.model === 'endless') {
      // Locally a client that went is noticed when the next piece cannot be written.
      const ticking = setInterval(() => send(delta('.')), 50)
      response.on('close', () => {
        clearInterval(ticking)
        hungUp.open()
      })
      return
    }
    await second.passed
    send(delta(' world'))
    if (asked.stream_options?.include_usage) send({ choices: [], usage: USAGE })
    response.end('data: [DONE]\n\n')
  })
  return { ...stub, second, hungUp }
}

async function bodyOf(request: IncomingMessage): Promise<Asked> {
  let text = ''
  for await (const piece of request) text += piece
  return JSON.parse(text)
}

function json(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body))
}

const chunk = ({ model }: Asked) => ({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model })
const delta = (content: string) => ({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })

const completion = ({ model }: Asked) => ({
  ...{ id: 'chatcmpl-1', object: 'chat.completion', created: 1, model },
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello world' }, finish_reason: 'stop' }],
  usage: USAGE,
})

/** The official client asks for base64 by itself, and reads it. */
const embedding = ({ model, encoding_format, input = [] }: Asked) => ({
  ...{ object: 'list', model, usage: { prompt_tokens: 2, total_tokens: 2 } },
  data: input.map((_, index) => ({
    ...{ object: 'embedding', index },
    embedding: encoding_format === 'base64' ? Buffer.from(Float32Array.from(VECTOR).buffer).toString('base64') : VECTOR,
  })),
})
