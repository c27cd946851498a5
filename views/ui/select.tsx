import type { Child } from 'hono/jsx'
import type { PageInfo } from '../page.ts'
import { Described, describedBy, type Filled, INPUT } from './field.tsx'

interface Props {
  page: PageInfo
  filled: Filled
  name: string
  label: string
  hint?: string
  class?: string
  /** Its options. */
  children: Child
}

/** One choice of several, with its label, its hint, and what is wrong with it. */
export const Select = ({ page, filled, name, label, hint, class: place, children }: Props) => {
  const error = filled.errors.find((one) => one.field === name)
  return (
    <div class={place}>
      <label class="block text-sm font-[550]" for={name}>
        {label}
      </label>
      <select
        class={`${INPUT} ${error ? 'border-bad' : 'border-line-3'}`}
        id={name}
        name={name}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={describedBy(name, { error, hint })}
      >
        {children}
      </select>
      <Described page={page} name={name} error={error} hint={hint} />
    </div>
  )
}
