import * as z from 'zod'
import type { FieldError } from '../../domain/failures.ts'
import { routeCreation } from '../route-input.ts'

const ticked = z
  .literal('true')
  .optional()
  .transform((value) => value === 'true')

const whole = (least: number, most: number) =>
  z.string().trim().min(1).pipe(z.coerce.number<string>().int().min(least).max(most))

/** What the form for a route takes, read on by the rules of JSON's. */
export const routeForm = z
  .strictObject({
    name: z.string(),
    path: z.string().trim().min(1),
    upstream_url: z.string().trim().min(1),
    methods: z.string().transform((text) => text.split(/[\s,]+/).filter((method) => method !== '')),
    credits: whole(0, 1_000_000),
    timeout_seconds: whole(1, 600),
    strip_prefix: ticked,
    bill_failures: ticked,
  })
  .transform(
    ({ timeout_seconds, ...rest }): z.input<typeof routeCreation> => ({ ...rest, timeout_ms: timeout_seconds * 1000 }),
  )
  .pipe(routeCreation)

/** `methods.1` is typed in the field `methods`. */
export const inFormFields = (errors: FieldError[]): FieldError[] =>
  errors.map((error) => ({ ...error, field: error.field.split('.')[0] ?? error.field }))
