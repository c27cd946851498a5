/**
 * `match_outdated`: it did, under parameters that are not today's. A no is false, since an app of before there were such answers
 * runs beside a newer Worker while both are deployed, and takes any text for a yes.
 */
export type Verdict = 'match' | 'match_outdated' | false

/**
 * Hashes passwords outside the gateway's isolate: scrypt blocks one for about 100 ms. Held by workers/jobs, whose log names the
 * request that asks.
 */
export interface PasswordsFace {
  /** A PHC string: `$scrypt$ln=14,r=8,p=5$salt$hash`. */
  hash(password: string, requestId?: string): Promise<string>
  /** Whether the password made this PHC string. Without one (an unknown user) it does the same work and says false. */
  verify(password: string, phc: string | null, requestId?: string): Promise<Verdict>
}
