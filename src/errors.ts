/**
 * A mistake that the user can mend: what was wrong, what is allowed, what to do. Its message is printed
 * as it is, without a stack.
 */
export class UserError extends Error {
  override readonly name = 'UserError'
}

/** The message of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
