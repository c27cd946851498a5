import type { PageInfo } from '../page.ts'
import { Described, describedBy, type Filled, INPUT } from './field.tsx'

interface Props {
  page: PageInfo
  filled: Filled
  name: string
  label: string
  hint: string
  /** Types that the browser offers; what comes is looked at anyway. */
  accept: string
}

/** One file to send, with its label, its hint, and what is wrong with it. Its form is multipart. */
export const FileField = ({ page, filled, name, label, hint, accept }: Props) => {
  const error = filled.errors.find((one) => one.field === name)
  return (
    <div>
      <label class="block text-sm font-[550]" for={name}>
        {label}
      </label>
      <input
        class={`${INPUT} py-2 text-sm ${error ? 'border-bad' : 'border-line-3'}`}
        id={name}
        name={name}
        type="file"
        accept={accept}
        required
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={describedBy(name, { error, hint })}
      />
      <Described page={page} name={name} error={error} hint={hint} />
    </div>
  )
}
