import { href, site } from '../../../src/app/routes.ts'
import type { BillingDetails } from '../../../src/domain/billing/bill.ts'
import { MemberPage } from '../../layout/member.tsx'
import type { PageInfo } from '../../page.ts'
import { Area } from '../../ui/area.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Field, type Filled } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'

interface Props {
  page: PageInfo
  details: BillingDetails | null
  filled: Filled
}

/** Whom bills are addressed to, to be changed. */
export const DetailsPage = ({ page, details, filled }: Props) => {
  const text = page.text.billing.details
  return (
    <MemberPage page={page} title={text.title} place="billing">
      <div class="max-w-text">
        <h1>{text.title}</h1>
        <p class="mt-2 text-ink-2">{text.lead}</p>
        <Form page={page} action={href(site.billingDetailsChange)} class="mt-5 max-w-form space-y-4">
          <Field
            page={page}
            filled={filled}
            name="name"
            label={text.name}
            hint={text.nameHint}
            value={details?.name}
            maxlength={120}
            autocomplete="organization"
            required
          />
          <Area
            page={page}
            filled={filled}
            name="address"
            label={text.address}
            hint={text.addressHint}
            value={details?.address}
            rows={4}
            maxlength={500}
          />
          <Field
            page={page}
            filled={filled}
            name="tax_id"
            label={text.taxId}
            hint={text.taxIdHint}
            value={details?.taxId}
            maxlength={40}
            autocomplete="off"
          />
          <div class="flex flex-wrap gap-3 pt-1">
            <Button>{text.save}</Button>
            <LinkButton kind="plain" href={href(site.billing)}>
              {page.text.billing.spending.back}
            </LinkButton>
          </div>
        </Form>
      </div>
    </MemberPage>
  )
}
