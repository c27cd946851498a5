import { href, site } from '../../../src/app/routes.ts'
import type { PageInfo } from '../../page.ts'
import { Code } from '../../ui/code.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Words } from '../../ui/words.tsx'
import { curlExample, javascriptExample, pythonExample } from '../examples.ts'

/** How to make a call, in three tools, with this service's own address. */
export const QuickStart = ({ page, url }: { page: PageInfo; url: string }) => {
  const { dashboard } = page.text
  return (
    <section class="min-w-0" aria-labelledby="quick-start-title">
      <h2 class="mb-1" id="quick-start-title">
        {dashboard.quickStart}
      </h2>
      <Tabs
        id="quick-start"
        label={dashboard.quickStartLanguage}
        tabs={[
          { name: 'curl', panel: <Code page={page} id="example-curl" title="Shell" code={curlExample(url)} /> },
          {
            name: 'JavaScript',
            panel: <Code page={page} id="example-javascript" title="Node.js" code={javascriptExample(url)} />,
          },
          {
            name: 'Python',
            panel: <Code page={page} id="example-python" title="Python 3" code={pythonExample(url)} />,
          },
        ]}
      />
      <p class="mt-3 text-sm text-ink-3">
        <Words>{dashboard.quickStartNote}</Words>{' '}
        <a class="text-accent underline underline-offset-2" href={`${href(site.docs)}#codes`}>
          {dashboard.allCodes}
        </a>
      </p>
    </section>
  )
}
