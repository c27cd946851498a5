/** Seals what must be read again: secrets that a hash would not do for. */
export interface Vault {
  /** `purpose` says what it is and whose: it opens under the same words alone. */
  seal(secret: Uint8Array, purpose: string): Promise<string>
  /** Throws when it was sealed for something else, was changed, or its key is no longer known. */
  open(sealed: string, purpose: string): Promise<Uint8Array>
}
