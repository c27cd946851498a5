import type { PageInfo } from '../page.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'

interface Props {
  page: PageInfo
  status: 'active' | 'suspended'
  name: string
  suspension: string
  reactivation: string
}

/** Suspending asks first, on its own page; reactivating is done at once. */
export const SuspendOrReactivate = ({ page, status, name, suspension, reactivation }: Props) => {
  const text = page.text.console
  return status === 'active' ? (
    <LinkButton kind="quiet" href={suspension} label={text.suspendNamed(name)}>
      {text.suspend}
    </LinkButton>
  ) : (
    <Form page={page} action={reactivation}>
      <Button kind="quiet" label={text.reactivateNamed(name)}>
        {text.reactivate}
      </Button>
    </Form>
  )
}
