/**
 * A mistake that the user can mend: what was wrong, what is allowed, what to do. Its message is printed
 * as it is, without a stack.
 */
export class UserError extends Error {
  override readonly name = 'UserError'
  /** Where the mistake is, if that is one place in a file; lines are counted from 1. */
  readonly place: Readonly<{ file: string; line: number }> | undefined

  constructor(message: string, place?: Readonly<{ file: string; line: number }>) {
    super(message)
    this.place = place
  }
}

/** The message of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
