import { COMMON_PASSWORDS } from './common-passwords.gen.ts'

const COMMON: ReadonlySet<string> = new Set(COMMON_PASSWORDS.split(' '))

/** Whether a password is one of the 3,000 most common of eight characters and more, in whatever case. */
export const isCommonPassword = (password: string): boolean => COMMON.has(password.toLowerCase())
