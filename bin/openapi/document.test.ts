import { expect, test } from 'vitest'
import written from '../../src/app/api/openapi.gen.json' with { type: 'json' }
import { json } from '../../src/app/routes.ts'
import { openapiDocument } from './document.ts'

const document = written as unknown as {
  paths: Record<
    string,
    Record<string, { operationId: string; security: unknown[]; parameters: { name: string; in: string }[] }>
  >
}

test('the written document is what the code says: npm run gen:openapi', () => {
  expect(written).toEqual(JSON.parse(JSON.stringify(openapiDocument())))
})

test('every route of the JSON API is in it under its name, and nothing else', () => {
  const inDocument = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => `${operationId}: ${method.toUpperCase()} ${path}`),
  )
  const inTable = Object.entries(json).map(
    ([name, { method, path }]) => `${name}: ${method} ${path.replace(/:(\w+)/g, '{$1}')}`,
  )
  expect(inDocument.sort()).toEqual(inTable.sort())
})

test('what needs a session says so', () => {
  expect(document.paths['/api/keys']?.get?.security).toEqual([{ token: [] }, { cookie: [] }])
  expect(document.paths['/api/plans']?.get?.security).toEqual([])
})

test('every reference leads somewhere', () => {
  const references = [...JSON.stringify(written).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path)
  const lost = references.filter((path) => {
    const found = path
      .split('/')
      .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], written)
    return found === undefined
  })
  expect(references.length).toBeGreaterThan(50)
  expect(lost).toEqual([])
})
