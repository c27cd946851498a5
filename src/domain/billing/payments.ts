export const PAYMENT_METHODS = ['card', 'bank_transfer', 'manual'] as const
/** card: through the payment provider; bank_transfer: by a voucher that an operator approved; manual: noted by an operator. */
export type PaymentMethod = (typeof PAYMENT_METHODS)[number]
