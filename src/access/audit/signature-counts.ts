/** What a key has signed. */
export interface SignatureCount {
  readonly keyId: string;
  /** Since when the database knows it, as it says. */
  readonly since: Date;
  readonly events: number;
  readonly heads: number;
}

/** Counts what each key has signed: one that nobody remembers making is worth a question. */
export class SignatureCounts {
  private readonly counts = new Map<string, { readonly since: Date; events: number; heads: number }>();

  begin(keyId: string, since: Date): void {
    this.counts.set(keyId, { since, events: 0, heads: 0 });
  }

  countEvent(keyId: string): void {
    const count = this.counts.get(keyId);
    if (count) count.events += 1;
  }

  countHead(keyId: string): void {
    const count = this.counts.get(keyId);
    if (count) count.heads += 1;
  }

  all(): SignatureCount[] {
    return [...this.counts].map(([keyId, count]) => ({ keyId, ...count }));
  }
}
