import { consolePages, href } from '../../../src/app/routes.ts'
import type { PageInfo } from '../../page.ts'

/** The way back to all plans. */
export const BackToPlans = ({ page }: { page: PageInfo }) => (
  <p class="text-sm">
    <a class="text-accent hover:underline" href={href(consolePages.plans)}>
      ← {page.text.plans.title}
    </a>
  </p>
)
