/** What a step of npm test came to. */
export interface Outcome {
  passed: number
  failed: number
  /** Left out because the machine lacks something, or marked so; counted apart. */
  notRun: number
  /** Shown when something failed or was not run. */
  output: string
}

export const NOTHING: Outcome = { passed: 0, failed: 0, notRun: 0, output: '' }

/** The outcome of a step that is one check. */
export const single = (isGood: boolean, output: string): Outcome => ({
  ...NOTHING,
  passed: isGood ? 1 : 0,
  failed: isGood ? 0 : 1,
  output,
})

export const sum = (a: Outcome, b: Outcome): Outcome => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  notRun: a.notRun + b.notRun,
  output: [a.output, b.output].filter(Boolean).join('\n'),
})
