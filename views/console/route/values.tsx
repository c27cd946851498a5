import type { Child } from 'hono/jsx'
import type { GatewayRoute } from '../../../src/domain/routing/route.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { headerLines, priceLines, rewriteLines, sizeShown } from './lines.ts'
import type { Section } from './sections.ts'

type Facts = [name: string, value: Child][]

const Code = ({ children }: { children: Child }) => <span class="font-mono text-xs">{children}</span>
const Dim = ({ children }: { children: Child }) => <span class="text-ink-3">{children}</span>

/** Lines below one another; what stands for none of them where there are none. */
const Lines = ({ lines, none }: { lines: string[]; none: string }) =>
  lines.length === 0 ? (
    <Dim>{none}</Dim>
  ) : (
    <ul>
      {lines.map((line) => (
        <li>
          <Code>{line}</Code>
        </li>
      ))}
    </ul>
  )

/** An example of a path's way through a route. */
function example({ path, stripPrefix }: GatewayRoute): [string, string] {
  const prefix = path === '/' ? '' : path
  return [`/api${prefix}/x`, stripPrefix ? '/x' : `${prefix}/x`]
}

type Values = (page: PageInfo, route: GatewayRoute) => Facts

/** What a route is set to, section by section. */
export const VALUES: Record<Section, Values> = {
  where: ({ text: { route: text } }, route) => [
    [text.name, route.name],
    [text.path, <Code>/api{route.path}</Code>],
    [
      text.upstream,
      route.upstreamUrl.startsWith('builtin:') ? <Dim>{text.builtIn}</Dim> : <Code>{route.upstreamUrl}</Code>,
    ],
    [
      text.prefix,
      <>
        {text.prefixes[`${route.stripPrefix}`]} <Dim>· {text.reaches(...example(route))}</Dim>
      </>,
    ],
    [text.rewrites, <Lines lines={rewriteLines(route.options.rewrites)} none={text.none} />],
    [text.id, <Code>{route.id}</Code>],
  ],

  price: (page, { credits, options: { creditsByMethod, creditsFrom } }) => {
    const { route: text } = page.text
    const facts: Facts = [
      [text.credits, formatOf(page.locale).number(credits)],
      [text.byMethod, <Lines lines={priceLines(creditsByMethod)} none={text.none} />],
    ]
    if (!creditsFrom) return [...facts, [text.from, <Dim>{text.fromKinds['']}</Dim>]]
    const from = 'header' in creditsFrom ? text.fromHeader(creditsFrom.header) : text.fromPointer(creditsFrom.pointer)
    const note = <span class="block text-ink-3">{text.fromNote}</span>
    return [
      ...facts,
      [
        text.from,
        <>
          {from} {note}
        </>,
      ],
    ]
  },

  callers: (page, { methods, scopes, maxBodyBytes }) => {
    const { route: text } = page.text
    return [
      [text.methods, methods.length === 0 ? <Dim>{text.all}</Dim> : <Code>{methods.join(' ')}</Code>],
      [text.scopes, scopes.length === 0 ? <Dim>{text.anyKey}</Dim> : <Code>{scopes.join(' ')}</Code>],
      [text.body, sizeShown(maxBodyBytes, formatOf(page.locale).number)],
    ]
  },

  failure: (page, { timeoutMs, billFailures, options: { retries, circuit } }) => {
    const { route: text } = page.text
    const { number } = formatOf(page.locale)
    return [
      [text.timeout, text.seconds(timeoutMs / 1000, number(timeoutMs / 1000))],
      [text.retries, retries ? number(retries) : <Dim>{text.none}</Dim>],
      [
        text.circuit,
        circuit ? text.circuitOn(number(circuit.failures), number(circuit.seconds)) : <Dim>{text.off}</Dim>,
      ],
      [text.failures, text.failuresAre[`${billFailures}`]],
    ]
  },

  browsers: (page, { options: { corsOrigins = [], cacheSeconds } }) => {
    const { route: text } = page.text
    const cached = cacheSeconds && text.seconds(cacheSeconds, formatOf(page.locale).number(cacheSeconds))
    return [
      [text.origins, <Lines lines={corsOrigins} none={text.anyOrigin} />],
      [text.cache, cached ? text.cacheOn(cached) : <Dim>{text.none}</Dim>],
    ]
  },

  headers: ({ text: { route: text } }, { options: { setHeaders, removeHeaders = [] } }) => [
    [text.set, <Lines lines={headerLines(setHeaders)} none={text.none} />],
    [text.remove, <Lines lines={removeHeaders} none={text.none} />],
  ],

  secret: ({ text: { route: text } }, { options: { secret } }) => [
    [
      text.secretHeader,
      secret ? (
        <>
          <Code>{secret.header}</Code> <Dim>· {text.sealed}</Dim>
        </>
      ) : (
        <Dim>{text.secretNone}</Dim>
      ),
    ],
  ],
}
