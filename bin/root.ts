import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** A path inside the project. */
export const at = (...parts: string[]): string => join(ROOT, ...parts)

/**
 * The companion Workers in the order in which they are deployed: a binding's target before who binds it, and the mailer, which
 * nobody binds, before all who queue mails: what it does not know yet it would refuse for good.
 */
export const COMPANIONS = ['mailer', 'meter', 'jobs'] as const
