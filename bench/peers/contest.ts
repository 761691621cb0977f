import { quantile } from '../timing.js';
import type { LoadGenerator } from './children.js';
import type { Load, Outcome } from './load.js';

/** What is asked of a server with so many connections, while something else goes on or not. */
export interface Contender {
  readonly name: string;
  readonly load: Omit<Load, 'connections' | 'milliseconds'>;
  /** Written meanwhile. */
  readonly writes?: Omit<Load, 'milliseconds'>;
  /** What is waited for afterwards, so that the next one does not pay for it. */
  readonly settle?: () => Promise<void>;
}

/** A round of one contender. */
interface Round {
  readonly outcome: Outcome;
  readonly writes: Outcome | undefined;
  /** Of the processors, of all servers and of the database, for an answer, in ms. */
  readonly work: number;
}

export interface Pace {
  readonly rounds: number;
  readonly milliseconds: number;
}

/** The rounds of one contender. */
export class Result {
  private readonly latencies: readonly number[];

  constructor(
    readonly name: string,
    private readonly rounds: readonly Round[],
  ) {
    this.latencies = rounds.flatMap(({ outcome }) => outcome.latencies).sort((a, b) => a - b);
  }

  get perSecond(): number {
    return median(this.rounds.map(({ outcome }) => outcome.perSecond));
  }

  get kilobytes(): number {
    return median(this.rounds.map(({ outcome }) => outcome.bytes)) / 1_000;
  }

  /** What an answer takes of the processors, the database included, in ms: also where others want them too. */
  get work(): number {
    return median(this.rounds.map(({ work }) => work));
  }

  /** How many writes a second were answered meanwhile. */
  get written(): number | undefined {
    const written = this.rounds.flatMap(({ writes }) => (writes ? [writes.perSecond] : []));
    return written.length > 0 ? median(written) : undefined;
  }

  /** Of all rounds together, in ms. */
  at(q: number): number {
    return quantile(this.latencies, q);
  }

  /** How many times as much as another one answered: each round beside the other's of the same round. */
  times(other: Result): number {
    return median(this.rounds.map(({ outcome }, turn) => outcome.perSecond / other.rounds[turn]!.outcome.perSecond));
  }

  /** For how many answers there is enough work in one of another's. */
  thrift(other: Result): number {
    return median(this.rounds.map(({ work }, turn) => other.rounds[turn]!.work / work));
  }
}

/** Contenders that are measured in turn, round by round: whatever else the machine does then disturbs all of them alike. */
export class Contest {
  constructor(
    private readonly asking: LoadGenerator,
    private readonly writing: LoadGenerator,
    private readonly pace: Pace,
    /** Of all servers and the database, so far, in ms. */
    private readonly workSoFar: () => Promise<number>,
  ) {}

  async hold(connections: number, contenders: readonly Contender[]): Promise<Map<string, Result>> {
    const { rounds, milliseconds } = this.pace;
    for (const contender of contenders) await this.run(contender, connections, milliseconds / 2);
    const results = contenders.map(() => [] as Round[]);
    for (let round = 0; round < rounds; round += 1)
      for (const [place, contender] of contenders.entries())
        results[place]!.push(await this.run(contender, connections, milliseconds));
    return new Map(contenders.map(({ name }, place) => [name, new Result(name, results[place]!)]));
  }

  private async run(
    { name, load, writes, settle }: Contender,
    connections: number,
    milliseconds: number,
  ): Promise<Round> {
    try {
      const before = await this.workSoFar();
      const [outcome, written] = await Promise.all([
        this.asking.put({ ...load, connections, milliseconds }),
        writes && this.writing.put({ ...writes, milliseconds }),
      ]);
      await settle?.();
      const work = ((await this.workSoFar()) - before) / outcome.latencies.length;
      return { outcome, writes: written, work };
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).message}`);
    }
  }
}

export function median(numbers: readonly number[]): number {
  return quantile(
    [...numbers].sort((a, b) => a - b),
    0.5,
  );
}

export function printContest(what: string, results: ReadonlyMap<string, Result>, beside: string): void {
  const heads = ['per s', 'p50 ms', 'p99 ms', 'CPU ms', 'kB'];
  console.log(`\n${what.padEnd(52)}${heads.map((head) => head.padStart(9)).join('')}   per s, CPU beside ${beside}`);
  const reference = results.get(beside)!;
  for (const result of results.values()) {
    const columns = [
      result.perSecond.toFixed(0),
      result.at(0.5).toFixed(2),
      result.at(0.99).toFixed(2),
      result.work.toFixed(2),
      result.kilobytes.toFixed(1),
    ].map((text) => text.padStart(9));
    const ratios = [result.times(reference), result.thrift(reference)].map((ratio) =>
      `${ratio.toFixed(2)}x`.padStart(9),
    );
    const written = result.written === undefined ? '' : `   ${result.written.toFixed(0)} writes/s`;
    console.log(result.name.padEnd(52) + [...columns, ...ratios].join('') + written);
  }
}
