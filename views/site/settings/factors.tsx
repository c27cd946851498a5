import { href, site } from '../../../src/app/routes.ts'
import type { FactorState } from '../../../src/domain/people/factors/factors.ts'
import { SettingsPage } from '../../layout/settings.tsx'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { State } from '../../ui/state.tsx'
import { PasskeyTable } from './factors/passkey-table.tsx'
import { FactorSection } from './factors/section.tsx'

interface Props {
  page: PageInfo
  state: FactorState
  /** Whether the recovery codes are running out. */
  fewCodes: boolean
  /** For an operator who has none, where operators must. */
  isNeeded: boolean
}

const App = ({ page, state: { app } }: { page: PageInfo; state: FactorState }) => {
  const { app: text, on, off } = page.text.factors
  const format = formatOf(page.locale, page.timeZone)
  return (
    <FactorSection
      title={text.title}
      state={<State tone={app ? 'good' : 'off'}>{app ? on : off}</State>}
      act={
        app ? (
          <LinkButton kind="danger" href={href(site.appRemoval)}>
            {text.remove}
          </LinkButton>
        ) : (
          <LinkButton href={href(site.app)}>{text.add}</LinkButton>
        )
      }
    >
      {app ? (
        <p>
          {text.since(format.date(app.addedAt), app.usedAt === null ? null : format.relative(app.usedAt, page.now))}
        </p>
      ) : (
        <p>{text.none}</p>
      )}
    </FactorSection>
  )
}

const Codes = ({ page, state: { recoveryCodes }, few }: { page: PageInfo; state: FactorState; few: boolean }) => {
  const text = page.text.factors.codes
  return (
    <FactorSection
      title={text.title}
      state={recoveryCodes && <State tone={few ? 'bad' : 'good'}>{text.left(recoveryCodes.left)}</State>}
      act={
        recoveryCodes && (
          <LinkButton kind="plain" href={href(site.recoveryCodes)}>
            {text.make}
          </LinkButton>
        )
      }
    >
      {recoveryCodes ? (
        <p>{text.madeOn(formatOf(page.locale, page.timeZone).date(recoveryCodes.madeAt))}</p>
      ) : (
        <p>{text.none}</p>
      )}
      {recoveryCodes && few && (
        <div class="mt-3">
          <Notice tone="bad">{text.few(recoveryCodes.left)}</Notice>
        </div>
      )}
    </FactorSection>
  )
}

/** What a user proves themselves with besides the password. */
export const FactorsPage = ({ page, state, fewCodes, isNeeded }: Props) => {
  const text = page.text.factors
  const { passkeys } = text
  return (
    <SettingsPage page={page} title={text.title} place="factors">
      <div class="max-w-text">
        <h2>{text.title}</h2>
        <p class="mt-1 text-sm text-ink-2">{text.lead}</p>
      </div>
      {isNeeded && (
        <div class="mt-4">
          <Notice tone="plain">{text.needed}</Notice>
        </div>
      )}
      <div class="mt-5 divide-y divide-line border-y border-line">
        <App page={page} state={state} />
        <FactorSection
          title={passkeys.title}
          state={null}
          act={<LinkButton href={href(site.passkeyNew)}>{passkeys.add}</LinkButton>}
        >
          <p>{passkeys.lead}</p>
          {state.passkeys.length === 0 ? (
            <p class="mt-3">
              <b class="block text-ink">{passkeys.none}</b> {passkeys.noneNote}
            </p>
          ) : (
            <PasskeyTable page={page} passkeys={state.passkeys} />
          )}
        </FactorSection>
        <Codes page={page} state={state} few={fewCodes} />
      </div>
    </SettingsPage>
  )
}
