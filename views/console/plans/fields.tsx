import type { PageInfo } from '../../page.ts'
import { Area } from '../../ui/area.tsx'
import { Check, Field, type Filled } from '../../ui/field.tsx'

/** Everything that a version of a plan says, to be typed. What they begin with is in `filled`. */
export const PlanFields = ({ page, filled }: { page: PageInfo; filled: Filled }) => {
  const { form: text } = page.text.plans.console
  const given = { page, filled }
  const field = { ...given, autocomplete: 'off' }
  return (
    <div class="space-y-5">
      <div class="grid gap-x-6 gap-y-5 sm:grid-cols-2">
        <Field {...field} name="name" label={text.name} maxlength={60} required />
        <div class="grid grid-cols-[1fr_6rem] gap-4">
          <Field {...field} name="price" label={text.price} hint={text.priceHint} maxlength={20} required />
          <Field {...field} name="currency" label={text.currency} maxlength={3} required />
        </div>
        <Field
          {...field}
          name="included_credits"
          type="number"
          label={text.included}
          hint={text.includedHint}
          min={0}
        />
        <Field
          {...field}
          name="trial_days"
          type="number"
          label={text.trial}
          hint={text.trialHint}
          min={0}
          max={365}
          required
        />
      </div>
      <Area {...given} name="overage" label={text.overage} hint={text.overageHint} rows={4} mono />
      <div class="grid gap-x-6 gap-y-5 sm:grid-cols-2">
        <Area {...given} name="rate_limits" label={text.rates} hint={text.ratesHint} mono />
        <Area {...given} name="quotas" label={text.quotas} hint={text.quotasHint} mono />
        <Field {...field} name="max_keys" type="number" label={text.maxKeys} hint={text.anyHint} min={1} />
        <Field {...field} name="max_members" type="number" label={text.maxMembers} hint={text.anyHint} min={1} />
        <Area {...given} name="features.en" label={text.featuresEn} hint={text.featuresHint} rows={4} />
        <Area {...given} name="features.zh" label={text.featuresZh} hint={text.featuresHint} rows={4} />
      </div>
      <Check
        name="by_invitation"
        label={text.invitation}
        hint={text.invitationHint}
        checked={filled.values.by_invitation === 'true'}
      />
    </div>
  )
}
