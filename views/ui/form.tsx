import type { Child } from 'hono/jsx'
import type { PageInfo } from '../page.ts'

interface Props {
  page: PageInfo
  action: string
  class?: string
  id?: string
  label?: string
  /** It moves money: what it asks for is done once, however often it is sent. */
  once?: boolean
  /** Of a form with a file. */
  enctype?: 'multipart/form-data'
  children: Child
  [htmx: `hx-${string}`]: string
  [data: `data-${string}`]: string
}

/** A form that posts, with the token that proves it came from this site. */
export const Form = ({ page, action, label, once = false, children, ...rest }: Props) => (
  <form method="post" action={action} aria-label={label} {...rest}>
    <input type="hidden" name="csrf" value={page.csrf} />
    {once && <input type="hidden" name="once" value={page.once} />}
    {children}
  </form>
)
