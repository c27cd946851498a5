/** Bytes of an object of the archive; null when it is not there. */
export const sizeIn = async (bucket: R2Bucket, object: string): Promise<number | null> =>
  (await bucket.head(object))?.size ?? null
