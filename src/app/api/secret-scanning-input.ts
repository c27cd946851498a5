import * as z from 'zod'

const said = (otherwise: string) =>
  z
    .string()
    .nullish()
    .transform((text) => text || otherwise)

/** What a scanner sends: one object a match. It may come to say more than this. */
export const findings = z
  .array(
    z.object({
      token: z.string(),
      type: z.string().meta({ description: 'What the scanner calls this kind of secret' }),
      url: said('').meta({ description: 'Where it was found; may be empty' }),
      source: said('unknown').meta({ description: 'What of it: content, commit, npm …' }),
    }),
  )
  .max(1_000)
