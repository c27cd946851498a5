/** `match_outdated`: it did, under parameters that are not today's. */
export type Verdict = 'match' | 'match_outdated' | 'no'

/** Hashes passwords outside the gateway's isolate: scrypt blocks one for about 100 ms. Held by workers/jobs. */
export interface PasswordsFace {
  /** A PHC string: `$scrypt$ln=14,r=8,p=5$salt$hash`. */
  hash(password: string): Promise<string>
  /** Whether the password made this PHC string. Without one (an unknown user) it does the same work and says no. */
  verify(password: string, phc: string | null): Promise<Verdict>
}
