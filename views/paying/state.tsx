import type { VoucherState } from '../../src/domain/billing/paying/vouchers.ts'
import type { PageInfo } from '../page.ts'
import { State } from '../ui/state.tsx'

const TONES = { pending: 'off', approved: 'good', refused: 'bad' } as const

/** How a voucher stands. */
export const VoucherStanding = ({ page, state }: { page: PageInfo; state: VoucherState }) => (
  <State tone={TONES[state]}>{page.text.paying.vouchers.states[state]}</State>
)
