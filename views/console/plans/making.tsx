import { consolePages, href } from '../../../src/app/routes.ts'
import type { PlanRow } from '../../../src/domain/plans/plans.ts'
import { ConsolePage } from '../../layout/console.tsx'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Field, type Filled } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { BackToPlans } from './back.tsx'
import { PlanFields } from './fields.tsx'

const SHAPE = 'mt-6 max-w-[52rem] border-t border-line-2 pt-5'

/** A plan that is new. */
export const NewPlanPage = ({ page, filled }: { page: PageInfo; filled: Filled }) => {
  const { key, form: text } = page.text.plans.console
  return (
    <ConsolePage page={page} title={text.newTitle} place="plans">
      <BackToPlans page={page} />
      <h1 class="mt-1">{text.newTitle}</h1>
      <Form page={page} action={href(consolePages.planCreation)} label={text.newTitle} class={SHAPE}>
        <Field
          class="mb-5 sm:max-w-[calc(50%-0.75rem)]"
          page={page}
          filled={filled}
          name="key"
          label={key}
          hint={text.keyHint}
          maxlength={40}
          autocomplete="off"
          mono
          required
        />
        <PlanFields page={page} filled={filled} />
        <div class="mt-6">
          <Button>{text.add}</Button>
        </div>
      </Form>
    </ConsolePage>
  )
}

/** The next version of a plan, which takes the place of this one. */
export const NewVersionPage = ({ page, plan, filled }: { page: PageInfo; plan: PlanRow; filled: Filled }) => {
  const { form: text } = page.text.plans.console
  const title = text.versionTitle(plan.name)
  return (
    <ConsolePage page={page} title={title} place="plans">
      <BackToPlans page={page} />
      <h1 class="mt-1 [overflow-wrap:anywhere]">{title}</h1>
      <p class="mt-1 max-w-text text-ink-2">
        {text.versionLead(formatOf(page.locale).number(plan.accounts), plan.accounts)}
      </p>
      <Form page={page} action={href(consolePages.planRenewing, { id: plan.id })} label={title} class={SHAPE}>
        <PlanFields page={page} filled={filled} />
        <div class="mt-6 flex flex-wrap gap-3">
          <Button>{text.renew}</Button>
          <LinkButton kind="plain" href={href(consolePages.plan, { id: plan.id })}>
            {text.cancel}
          </LinkButton>
        </div>
      </Form>
    </ConsolePage>
  )
}
