import type { VoucherFiles } from '../domain/billing/paying/store.ts'

/** Vouchers in R2, beside the archive, each under a name that was made up for it. */
export const voucherFiles = (bucket: R2Bucket): VoucherFiles => ({
  async put(object, bytes, contentType) {
    const sha256 = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
    await bucket.put(object, bytes, { sha256, httpMetadata: { contentType } })
  },

  async remove(object) {
    await bucket.delete(object)
  },

  async open(object) {
    return (await bucket.get(object))?.body ?? null
  },
})
