import * as z from 'zod'
import { line } from './line.ts'

/** What suspending someone takes. They read the reason. */
export const suspension = z.strictObject({ reason: line(200) })
