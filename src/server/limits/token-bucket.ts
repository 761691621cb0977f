const MINUTE_MS = 60_000;

/** What is left of an allowance, and when it is whole again. */
export interface Allowance {
  readonly remaining: number;
  /** ms of the clock that the buckets go by */
  readonly resetAt: number;
}

interface Bucket {
  left: number;
  at: number;
}

/**
 * Token buckets by a key: each holds what may be used in a minute, and fills evenly. A full bucket is as good as none, so
 * that the table only holds whoever used something within the last minute, and never more than `most` of them: beyond
 * that, those who come new share one.
 */
export class TokenBuckets {
  private readonly buckets = new Map<string, Bucket>();
  private readonly shared: Bucket;
  private sweptAt = -Infinity;

  constructor(
    readonly perMinute: number,
    private readonly now: () => number,
    private readonly most = 20_000,
  ) {
    this.shared = { left: perMinute, at: now() };
  }

  get size(): number {
    return this.buckets.size;
  }

  /** Takes so much; answers 0, or how many ms later it could be had, and then takes nothing. More than a minute's is never had. */
  take(key: string, amount: number): number {
    const bucket = this.filled(key);
    if (bucket.left < amount)
      return Math.max(1, ((Math.min(amount, this.perMinute) - bucket.left) * MINUTE_MS) / this.perMinute);
    bucket.left -= amount;
    return 0;
  }

  /** Takes so much, or what is left: of what happened already. */
  charge(key: string, amount: number): void {
    const bucket = this.filled(key);
    bucket.left = Math.max(0, bucket.left - amount);
  }

  allowance(key: string): Allowance {
    const now = this.now();
    const bucket = this.buckets.get(key);
    const left = bucket ? this.leftOf(bucket, now) : this.perMinute;
    return { remaining: Math.floor(left), resetAt: now + ((this.perMinute - left) * MINUTE_MS) / this.perMinute };
  }

  private filled(key: string): Bucket {
    const now = this.now();
    let bucket = this.buckets.get(key);
    if (!bucket) {
      if (this.buckets.size >= this.most) this.sweep(now);
      if (this.buckets.size >= this.most) bucket = this.shared;
      else this.buckets.set(key, (bucket = { left: this.perMinute, at: now }));
    }
    bucket.left = this.leftOf(bucket, now);
    bucket.at = now;
    return bucket;
  }

  private leftOf({ left, at }: Bucket, now: number): number {
    return Math.min(this.perMinute, left + ((now - at) * this.perMinute) / MINUTE_MS);
  }

  /** Once a second at most: whoever fills the table on purpose must not make each request walk through it. */
  private sweep(now: number): void {
    if (now - this.sweptAt < 1_000) return;
    this.sweptAt = now;
    for (const [key, bucket] of this.buckets) if (this.leftOf(bucket, now) >= this.perMinute) this.buckets.delete(key);
  }
}
