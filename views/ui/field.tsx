import type { FieldError } from '../../src/domain/failures.ts'
import type { PageInfo } from '../page.ts'
import { Words } from './words.tsx'

/** What a form was sent with, and what was wrong with it. */
export interface Filled {
  values: Record<string, string>
  errors: FieldError[]
}

export const EMPTY: Filled = { values: {}, errors: [] }

interface Props {
  page: PageInfo
  filled: Filled
  name: string
  label: string
  hint?: string | undefined
  type?: 'text' | 'email' | 'password' | 'date' | 'number' | 'url' | 'search' | 'datetime-local'
  required?: boolean
  autocomplete?: string
  maxlength?: number
  min?: string | number
  max?: string | number
  step?: 'any' | number
  mono?: boolean
  inputmode?: 'numeric'
  placeholder?: string
  /** Shown until something was typed. */
  value?: string | undefined
  class?: string
}

export const INPUT =
  'mt-1.5 block min-h-11 w-full min-w-0 rounded border bg-sheet px-3 text-base text-ink placeholder:text-ink-3 sm:min-h-9'

interface Description {
  error: FieldError | undefined
  hint: string | undefined
}

/** The ids of what stands below an input. */
export const describedBy = (name: string, { error, hint }: Description): string | undefined =>
  [error && `${name}-error`, hint && `${name}-hint`].filter(Boolean).join(' ') || undefined

/** What is wrong with an input, and its hint. */
export const Described = ({ page, name, error, hint }: Description & { page: PageInfo; name: string }) => (
  <>
    {error && (
      <p class="mt-1.5 text-sm text-bad" id={`${name}-error`}>
        {page.text.problems[error.problem](error.limit)}
      </p>
    )}
    {hint && (
      <p class="mt-1.5 text-sm text-ink-3" id={`${name}-hint`}>
        <Words>{hint}</Words>
      </p>
    )}
  </>
)

/** One input with its label, its hint, and what is wrong with it. */
export const Field = ({
  page,
  filled,
  name,
  label,
  hint,
  type = 'text',
  mono,
  value,
  class: place,
  ...rest
}: Props) => {
  const error = filled.errors.find((one) => one.field === name)
  const typed = type === 'password' ? undefined : (filled.values[name] ?? value)
  return (
    <div class={place}>
      <label class="block text-sm font-[550]" for={name}>
        {label}
      </label>
      <input
        class={`${INPUT} ${error ? 'border-bad' : 'border-line-3'} ${mono ? 'font-mono text-sm' : ''}`}
        id={name}
        name={name}
        type={type}
        value={typed}
        autofocus={error !== undefined && error === filled.errors[0]}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={describedBy(name, { error, hint })}
        {...rest}
      />
      <Described page={page} name={name} error={error} hint={hint} />
    </div>
  )
}

/** A value that a form sends and its reader cannot change: for whom a password is, as password managers look for it. */
export const ReadOnly = (props: { name: string; label: string; value: string; autocomplete: string }) => {
  const { name, label, ...rest } = props
  return (
    <div>
      <label class="block text-sm font-[550]" for={name}>
        {label}
      </label>
      <input
        class="mt-1 block w-full min-w-0 truncate bg-transparent"
        id={name}
        name={name}
        readonly
        tabindex={-1}
        {...rest}
      />
    </div>
  )
}

/** A box to tick. */
export const Check = ({
  name,
  label,
  hint,
  value = 'true',
  checked,
}: {
  name: string
  label: string
  hint?: string
  value?: string
  checked: boolean
}) => (
  <div>
    <label class="flex min-h-11 items-center gap-2.5 text-sm font-[550] sm:min-h-0">
      <input
        class="size-4 shrink-0"
        type="checkbox"
        name={name}
        value={value}
        checked={checked}
        aria-describedby={hint && `${name}-hint`}
      />
      {label}
    </label>
    {hint && (
      <p class="ml-6.5 text-sm text-ink-3" id={`${name}-hint`}>
        {hint}
      </p>
    )}
  </div>
)
