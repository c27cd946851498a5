import { href, site } from '../../../src/app/routes.ts'
import type { Standing } from '../../../src/domain/billing/paying/paying.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Button } from '../../ui/button.tsx'
import { Facts } from '../../ui/facts.tsx'
import type { Filled } from '../../ui/field.tsx'
import { FileField } from '../../ui/file.tsx'
import { Form } from '../../ui/form.tsx'

interface Props {
  page: PageInfo
  standing: Standing
}

export const ByCard = ({ page, standing: { bill, owed } }: Props) => {
  const text = page.text.paying.card
  return (
    <section aria-labelledby="card-title">
      <h2 id="card-title">{text.title}</h2>
      <p class="mt-1 text-sm text-ink-2">{text.note}</p>
      <Form page={page} action={href(site.billCheckout, { id: bill.id })} class="mt-4" label={text.title}>
        <Button>{text.submit(formatOf(page.locale).money(owed, bill.currency))}</Button>
      </Form>
    </section>
  )
}

export const ByBank = ({
  page,
  standing: { bill, number },
  details,
  filled,
}: Props & { details: string; filled: Filled }) => {
  const text = page.text.paying.bank
  return (
    <section aria-labelledby="bank-title">
      <h2 id="bank-title">{text.title}</h2>
      <p class="mt-1 mb-4 text-sm text-ink-2">{text.note}</p>
      <Facts
        facts={[
          [text.to, <span class="whitespace-pre-line">{details}</span>],
          [text.reference, <span class="font-mono text-xs">{number}</span>],
        ]}
      />
      <Form
        page={page}
        action={href(site.billVoucher, { id: bill.id })}
        enctype="multipart/form-data"
        class="mt-5"
        label={text.title}
      >
        <FileField
          page={page}
          filled={filled}
          name="file"
          label={text.file}
          hint={text.fileHint}
          accept="image/png,image/jpeg,image/webp,application/pdf"
        />
        <div class="mt-4">
          <Button kind="plain">{text.submit}</Button>
        </div>
      </Form>
    </section>
  )
}
