import type { Filled } from '../../../views/ui/field.tsx'
import type { FieldError } from '../../domain/failures.ts'

// What a form says when the domain refuses it by a code of its own.
const FIELD_OF: Record<string, FieldError> = {
  USERNAME_TAKEN: { field: 'username', problem: 'taken' },
  EMAIL_TAKEN: { field: 'email', problem: 'taken' },
  PATH_TAKEN: { field: 'path', problem: 'taken' },
}

/** A form as it was sent, with what was wrong beside its fields; null when no field is to blame. */
export function filledWith(
  values: Record<string, string>,
  failure: { code: string; errors?: FieldError[] },
): Filled | null {
  const known = FIELD_OF[failure.code]
  const errors = failure.errors ?? (known ? [known] : [])
  return errors.length > 0 ? { values, errors } : null
}
