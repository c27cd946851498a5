import { minorOf } from '../../domain/billing/amount-text.ts'
import { type Failure, type FieldError, failed, ok, type Result } from '../../domain/failures.ts'

/** What a form says, with its amount, typed in the digits of its bill's currency, in minor units. */
export function typed<T extends { amount: string }>(
  form: Result<T>,
  currency: string,
): Result<Omit<T, 'amount'> & { amountMinor: number }> {
  if (!form.ok) return form
  const { amount, ...rest } = form.value
  const amountMinor = minorOf(amount, currency)
  if (amountMinor === null) return failed('VALIDATION_FAILED', [{ field: 'amount', problem: 'format' }])
  if (amountMinor === 0) return failed('VALIDATION_FAILED', [{ field: 'amount', problem: 'too_small' }])
  return ok({ ...rest, amountMinor })
}

const FIELDS: Record<string, string> = { amount_minor: 'amount', paid_at: 'date' }

/** A failure by the names of a form's fields. Its limit is in minor units, which no form shows. */
export function asTyped(failure: Failure): Failure {
  const errors = failure.errors?.map(({ field, problem }): FieldError => ({ field: FIELDS[field] ?? field, problem }))
  return errors ? { ...failure, errors } : failure
}
