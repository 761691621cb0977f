/** @param sorted ascending */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN;
}

/** Milliseconds, ascending. */
export type Times = readonly number[];

const ROUNDS = 3;

/** Asks everything in turn, and that several times; of each its best, so that what else the machine does is left out. */
export async function timesOf<Q>(questions: readonly Q[], ask: (question: Q) => unknown): Promise<Times> {
  const best = questions.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [place, question] of questions.entries()) {
      const start = performance.now();
      const answer = ask(question);
      // What was answered at once is not made to wait for its turn.
      if (answer instanceof Promise) await answer;
      best[place] = Math.min(best[place]!, performance.now() - start);
    }
  return best.sort((a, b) => a - b);
}

const COLUMNS = [0.5, 0.99, 1] as const;

export function printHeads(what: string): void {
  console.log(`\n${what.padEnd(52)}${['n', 'p50', 'p99', 'max'].map((head) => head.padStart(9)).join('')}  ms`);
}

/** A line of a table; beside others, how many times as long it took. */
export function printTimes(label: string, times: Times, beside?: Times): void {
  const columns = COLUMNS.map((q) => quantile(times, q).toFixed(2).padStart(9));
  const ratios = beside
    ? COLUMNS.slice(0, 2).map((q) => `${(quantile(times, q) / quantile(beside, q)).toFixed(1)}x`.padStart(8))
    : [];
  console.log(label.padEnd(52) + [String(times.length).padStart(9), ...columns, ...ratios].join(''));
}

/** How long each call of a method takes, from now on. */
export function timesOfCalls<K extends string>(of: Record<K, (...values: never[]) => unknown>, method: K): number[] {
  const times: number[] = [];
  const original = of[method].bind(of) as (...values: unknown[]) => unknown;
  (of as Record<K, unknown>)[method] = (...values: unknown[]) => {
    const start = performance.now();
    try {
      return original(...values);
    } finally {
      times.push(performance.now() - start);
    }
  };
  return times;
}
