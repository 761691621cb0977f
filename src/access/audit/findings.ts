/** So many are kept; the rest is counted. */
const KEPT = 200;

/** What a verification finds wrong, in words for whoever looks into it. */
export class Findings {
  readonly told: string[] = [];
  private all = 0;
  private readonly unknownKeys = new Map<string, number>();

  get count(): number {
    return this.all + this.unknownKeys.size;
  }

  add(finding: string): void {
    this.all += 1;
    if (this.told.length < KEPT) this.told.push(finding);
  }

  /** Of a key that is not there, everything that it signed would be a finding. */
  addUnknownKey(keyId: string): void {
    this.unknownKeys.set(keyId, (this.unknownKeys.get(keyId) ?? 0) + 1);
  }

  lines(): string[] {
    const keys = [...this.unknownKeys].map(
      ([keyId, count]) => `Key ${keyId} is not known, or not trusted: it made ${count} signatures.`,
    );
    const more = this.all - this.told.length;
    return [...keys, ...this.told, ...(more > 0 ? [`And ${more} more.`] : [])];
  }
}
