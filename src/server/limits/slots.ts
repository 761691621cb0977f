/** How many of something each key holds at once. Whoever holds nothing takes no room. */
export class Slots {
  private readonly held = new Map<string, number>();

  constructor(private readonly most: number) {}

  /** Takes one, and answers how to give it back, which may be done twice; undefined when there is none left. */
  take(key: string): (() => void) | undefined {
    const count = this.held.get(key) ?? 0;
    if (count >= this.most) return undefined;
    this.held.set(key, count + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const left = this.held.get(key)! - 1;
      if (left === 0) this.held.delete(key);
      else this.held.set(key, left);
    };
  }

  get keys(): number {
    return this.held.size;
  }
}
