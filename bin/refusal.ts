/** A failure that the person at the terminal can mend: its message is one sentence with the remedy, shown without a stack. */
export class Refusal extends Error {}

/** Runs a command's story; a refusal ends it with its sentence and exit code 1. */
export async function command(story: () => Promise<void>): Promise<void> {
  try {
    await story()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    console.error(error.message)
    process.exit(1)
  }
}
