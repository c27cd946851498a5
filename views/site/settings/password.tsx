import type { Failure } from '../../../src/domain/failures.ts'
import { SettingsPage } from '../../layout/settings.tsx'
import type { PageInfo } from '../../page.ts'
import type { Filled } from '../../ui/field.tsx'
import { AddressSection, type ShownAddress } from './password/address.tsx'
import { PasswordSection } from './password/change.tsx'

interface Props {
  page: PageInfo
  address: ShownAddress
  filled: Filled
  problem: { of: 'address' | 'password'; failure: Failure } | null
}

/** How one signs in: the mail address and the password. */
export const PasswordPage = ({ page, address, filled, problem }: Props) => {
  const failureOf = (section: 'address' | 'password') => (problem?.of === section ? problem.failure : null)
  return (
    <SettingsPage page={page} title={page.text.settings.signIn} place="signIn">
      <div class="space-y-10">
        <AddressSection page={page} address={address} failure={failureOf('address')} />
        <PasswordSection page={page} filled={filled} failure={failureOf('password')} />
      </div>
    </SettingsPage>
  )
}
