import * as z from 'zod'
import { problem } from '../../src/app/api/answers.ts'
import { type Operation, operations } from '../../src/app/api/operations.ts'
import { type Code, statusOf } from '../../src/app/errors.ts'
import { IDEMPOTENCY_KEY, IDEMPOTENCY_PATTERN, takesIdempotencyKey } from '../../src/app/middleware/idempotency.ts'
import { json, type Route } from '../../src/app/routes.ts'

type Schema = Record<string, unknown>

const pathOf = ({ path }: Route): string => path.replace(/:(\w+)/g, '{$1}')

/** The document's schemas by name; what a schema names by id stands there once. */
class Components {
  readonly schemas: Record<string, unknown> = {}
  readonly responses: Record<string, unknown> = {}

  /** The problems of one status, told apart by their codes. */
  problems(codes: Code[]): Schema {
    const name = codes.join('.')
    const schema = { $ref: '#/components/schemas/Problem' }
    this.responses[name] = { description: codes.join(', '), content: { 'application/problem+json': { schema } } }
    return { $ref: `#/components/responses/${name}` }
  }

  add(schema: z.ZodType, io: 'input' | 'output'): Schema {
    const { $schema: _, $defs = {}, ...rest } = z.toJSONSchema(schema, { io })
    const text = (value: unknown) => JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/')
    for (const [name, named] of Object.entries($defs)) {
      const { id: _id, ...definition } = JSON.parse(text(named))
      this.schemas[name] = definition
    }
    return JSON.parse(text(rest))
  }
}

function parameters(route: Route, { query }: Operation): unknown[] {
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, field]) => {
    const { $schema: _, ...schema } = z.toJSONSchema(field as z.ZodType, { io: 'output' })
    return { name, in: 'query', required: !(field as z.ZodType).safeParse(undefined).success, schema }
  })
  const inHeader = takesIdempotencyKey(route)
    ? [
        {
          name: IDEMPOTENCY_KEY,
          in: 'header',
          required: false,
          description:
            'Names this write: sent again within 24 hours with the same body, it is not done again but answered as the first ' +
            'time, with Idempotency-Replayed: true.' +
            (route.once
              ? ' Where the first one broke on its way, the answer stays IDEMPOTENCY_IN_FLIGHT for those 24 hours: look whether it ' +
                'was done before asking under another key.'
              : ''),
          schema: { type: 'string', minLength: 1, maxLength: 255, pattern: IDEMPOTENCY_PATTERN },
        },
      ]
    : []
  return [...inPath, ...inQuery, ...inHeader]
}

/** What can go wrong: as the operation says, and as follows from who may call it and what it takes. */
function failuresOf(route: Route, { body, query, failures = [] }: Operation): Code[] {
  const signedIn = route.audience !== 'anyone' && route.audience !== 'service' && route.audience !== 'signed'
  return [
    ...failures,
    'KEY_IN_QUERY',
    ...(signedIn ? (['UNAUTHENTICATED'] as const) : []),
    ...(signedIn && route.method !== 'GET' ? (['CSRF_FAILED'] as const) : []),
    ...(route.audience === 'operator' ? (['ACCESS_REQUIRED', 'ACCESS_UNAVAILABLE', 'FACTOR_REQUIRED'] as const) : []),
    ...(route.audience === 'operator' || route.may ? (['FORBIDDEN'] as const) : []),
    ...(route.fresh ? (['FRESH_SIGN_IN_REQUIRED'] as const) : []),
    ...(takesIdempotencyKey(route)
      ? (['IDEMPOTENCY_KEY_INVALID', 'IDEMPOTENCY_IN_FLIGHT', 'IDEMPOTENCY_MISMATCH'] as const)
      : []),
    ...(route.path.includes(':') ? (['NOT_FOUND'] as const) : []),
    ...(body ? (['MALFORMED_BODY', 'UNSUPPORTED_MEDIA_TYPE', 'BODY_TOO_LARGE'] as const) : []),
    ...(body || query ? (['VALIDATION_FAILED'] as const) : []),
    'INTERNAL',
  ]
}

const securityOf = ({ audience }: Route) =>
  audience === 'anyone' || audience === 'signed'
    ? []
    : audience === 'service'
      ? [{ token: [] }]
      : [{ token: [] }, { cookie: [] }]

/** An answer by its type. A file has those that its schema takes. */
const contentOf = (schema: z.ZodType): [type: string, schema: z.ZodType][] =>
  schema instanceof z.ZodFile
    ? (schema._zod.def.checks ?? []).flatMap(({ _zod: { def } }) =>
        (def as unknown as { mime: z.core.util.MimeTypes[] }).mime.map((type): [string, z.ZodType] => [
          type,
          z.file().mime(type),
        ]),
      )
    : [['application/json', schema]]

function responses(route: Route, operation: Operation, components: Components): Record<string, unknown> {
  const said: Record<string, unknown> = {}
  for (const [status, schema] of Object.entries(operation.answers)) {
    said[status] = {
      description: Number(status) < 300 ? 'Done' : 'Not all is well',
      content: Object.fromEntries(
        contentOf(schema).map(([type, one]) => [type, { schema: components.add(one, 'output') }]),
      ),
    }
  }
  const byStatus = Map.groupBy(failuresOf(route, operation), statusOf)
  for (const [status, codes] of byStatus) said[status] = components.problems(codes)
  return said
}

/** The OpenAPI 3.1 document of the JSON API. */
export function openapiDocument(): Record<string, unknown> {
  const components = new Components()
  components.add(z.object({ problem }), 'output')
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [name, route] of Object.entries(json)) {
    const operation = operations[name as keyof typeof json]
    const requestBody = operation.body && {
      required: true,
      content: { 'application/json': { schema: components.add(operation.body, 'input') } },
    }
    paths[pathOf(route)] ??= {}
    Object.assign(paths[pathOf(route)] ?? {}, {
      [route.method.toLowerCase()]: {
        operationId: name,
        summary: operation.summary,
        tags: [route.path.startsWith('/api/admin') ? 'operators' : 'accounts'],
        security: securityOf(route),
        parameters: parameters(route, operation),
        ...(requestBody ? { requestBody } : {}),
        responses: responses(route, operation, components),
      },
    })
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Tollgate',
      version: '1',
      description:
        'Accounts, keys and usage, and what operators do. Calls to metered routes go to /api/<route path> with an API key in ' +
        '`Authorization: Bearer` or `X-API-Key`; what they answer is their upstream’s. Times are UTC milliseconds.',
    },
    paths,
    components: {
      schemas: components.schemas,
      responses: components.responses,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'From POST /api/auth/login, or a service token.' },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-session',
          description: 'The site’s own; other methods than GET also take X-CSRF-Token.',
        },
      },
    },
  }
}
