/** The data of an answer that is written as JSON already. Whoever wants to look into it unfolds it. */
export class WrittenData {
  constructor(readonly text: string) {}

  unfolded(): Record<string, unknown> {
    return JSON.parse(this.text) as Record<string, unknown>;
  }

  toJSON(): unknown {
    return this.unfolded();
  }
}
