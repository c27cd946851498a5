import type { PageInfo } from '../page.ts'
import { Described, describedBy, type Filled, INPUT } from './field.tsx'

interface Props {
  page: PageInfo
  filled: Filled
  name: string
  label: string
  hint?: string
  value?: string | undefined
  rows?: number
  maxlength?: number
  mono?: boolean
}

/** Several lines of text, with their label, their hint, and what is wrong with them. */
export const Area = ({ page, filled, name, label, hint, value, mono, rows = 3, maxlength }: Props) => {
  const error = filled.errors.find((one) => one.field === name)
  return (
    <div>
      <label class="block text-sm font-[550]" for={name}>
        {label}
      </label>
      <textarea
        class={`${INPUT} py-2 ${error ? 'border-bad' : 'border-line-3'} ${mono ? 'font-mono text-sm' : ''}`}
        id={name}
        name={name}
        rows={rows}
        maxlength={maxlength}
        spellcheck={false}
        autofocus={error !== undefined && error === filled.errors[0]}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={describedBy(name, { error, hint })}
      >
        {filled.values[name] ?? value ?? ''}
      </textarea>
      <Described page={page} name={name} error={error} hint={hint} />
    </div>
  )
}
