/** Something that whoever runs the program must put right; its message is written for them. */
export class SetupError extends Error {
  /** What the process exits with: 1 failed, 2 the command line or the environment is wrong. */
  readonly exitCode: 1 | 2 = 1;
}

/** What an error says. One that gathers several, as of the addresses of a name, says nothing itself. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}
