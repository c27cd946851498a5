import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** A path inside the project. */
export const at = (...parts: string[]): string => join(ROOT, ...parts)

/** The companion Workers in the order in which they are deployed: a binding's target before who binds it. */
export const COMPANIONS = ['meter', 'jobs', 'mailer'] as const
