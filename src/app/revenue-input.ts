import * as z from 'zod'

/** How many months are looked at, the running one among them. */
export const revenueQuery = z.object({ months: z.coerce.number().int().min(1).max(36).default(12) })
