/** Something that whoever runs the program must put right; its message is written for them. */
export class SetupError extends Error {
  /** What the process exits with: 1 failed, 2 the command line or the environment is wrong. */
  readonly exitCode: 1 | 2 = 1;
}
