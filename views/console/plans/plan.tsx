import type { Child } from 'hono/jsx'
import { consolePages, href } from '../../../src/app/routes.ts'
import type { PlanInvitation, PlanRow } from '../../../src/domain/plans/plans.ts'
import { ConsolePage } from '../../layout/console.tsx'
import type { PageInfo } from '../../page.ts'
import { termsOf } from '../../plans/terms.ts'
import { formatOf } from '../../text/format.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Facts } from '../../ui/facts.tsx'
import type { Filled } from '../../ui/field.tsx'
import { Time } from '../../ui/time.tsx'
import { BackToPlans } from './back.tsx'
import { PlanInvitations } from './invitations.tsx'
import { PlanStatus } from './status.tsx'
import { PlanTable } from './table.tsx'

interface Props {
  page: PageInfo
  plan: PlanRow
  /** Of the same plan, the newest first. */
  versions: PlanRow[]
  invitations: PlanInvitation[]
  filled: Filled
  /** Newcomers get it: it stays. */
  isFree: boolean
}

const Lines = ({ lines }: { lines: string[] }) => (
  <>
    {lines.map((line) => (
      <span class="block">{line}</span>
    ))}
  </>
)

/** What the version says, and who has it. */
const Terms = ({ page, plan, newest }: Pick<Props, 'page' | 'plan'> & { newest: PlanRow }) => {
  const text = page.text.plans.console
  const format = formatOf(page.locale, page.timeZone)
  const { en, zh } = plan.features
  const features = (lines: string[]) => (lines.length > 0 ? <Lines lines={lines} /> : text.noFeatures)
  return (
    <div class="mt-6 grid grid-cols-1 items-start gap-x-12 gap-y-6 lg:grid-cols-2">
      <Facts
        facts={[
          [text.status, <PlanStatus page={page} plan={plan} newest={newest} />],
          [text.key, <span class="font-mono text-xs">{plan.key}</span>],
          [text.accounts, format.number(plan.accounts)],
          [text.price, `${format.money(plan.priceMinor, plan.currency)} (${plan.currency})`],
          [text.trial, plan.trialDays > 0 ? text.days(plan.trialDays) : text.noTrial],
          [
            text.since,
            <Time page={page} at={plan.createdAt}>
              {format.date(plan.createdAt)}
            </Time>,
          ],
          ...(plan.endedAt === null
            ? []
            : [
                [
                  text.until,
                  <Time page={page} at={plan.endedAt}>
                    {format.date(plan.endedAt)}
                  </Time>,
                ] as [string, Child],
              ]),
          [text.features.en, features(en)],
          [text.features.zh, features(zh)],
        ]}
      />
      <Facts facts={termsOf(page, plan).map(([name, lines]) => [name, <Lines lines={lines} />])} />
    </div>
  )
}

/** What can be done with the newest version of a plan that has not ended. */
const Ways = ({ page, plan, isFree }: Pick<Props, 'page' | 'plan' | 'isFree'>) => {
  const text = page.text.plans.console
  return (
    <>
      <section class="mt-9" aria-labelledby="change-title">
        <h2 id="change-title">{text.change}</h2>
        <p class="mt-1 mb-3 max-w-text text-sm text-ink-2">{text.changeNote}</p>
        <LinkButton kind="plain" href={href(consolePages.planVersion, { id: plan.id })}>
          {text.newVersion}
        </LinkButton>
      </section>
      <section class="mt-9" aria-labelledby="end-title">
        <h2 id="end-title">{text.end}</h2>
        {isFree ? (
          <p class="mt-1 max-w-text text-sm text-ink-2">{text.freeNote}</p>
        ) : (
          <>
            <p class="mt-1 mb-3 max-w-text text-sm text-ink-2">{text.endNote}</p>
            <LinkButton kind="danger" href={href(consolePages.planEnd, { id: plan.id })}>
              {text.endNamed(plan.name)}
            </LinkButton>
          </>
        )}
      </section>
    </>
  )
}

/** One version of a plan: what it says, who has it, who may choose it, and what comes after it. */
export const PlanPage = ({ page, plan, versions, invitations, filled, isFree }: Props) => {
  const text = page.text.plans.console
  const newest = versions[0] ?? plan
  const title = text.version(plan.name, plan.version)
  return (
    <ConsolePage page={page} title={title} place="plans">
      <BackToPlans page={page} />
      <h1 class="mt-1 [overflow-wrap:anywhere]">{title}</h1>
      <Terms page={page} plan={plan} newest={newest} />
      {(newest.byInvitation || invitations.length > 0) && (
        <PlanInvitations page={page} plan={newest} invitations={invitations} filled={filled} />
      )}
      {newest.id === plan.id && plan.endedAt === null && <Ways page={page} plan={plan} isFree={isFree} />}
      {versions.length > 1 && (
        <section class="mt-9" aria-labelledby="versions-title">
          <h2 class="mb-3" id="versions-title">
            {text.versions}
          </h2>
          <PlanTable page={page} plans={versions} />
        </section>
      )}
    </ConsolePage>
  )
}
