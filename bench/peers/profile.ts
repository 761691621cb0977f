import { Session } from 'node:inspector/promises';
import type { Profiler } from 'node:inspector';

/** Where the time goes, by the script in which it is spent; the first that fits. */
const PARTS: readonly (readonly [part: string, where: RegExp])[] = [
  ['executing GraphQL', /node_modules\/(graphql|type-graphql|graphql-jit)\//],
  ['Apollo', /node_modules\/@apollo\//],
  ['authorization', /src\/access\/(?!audit)|src\/directory\/(sight|ownership|context)/],
  ['writing readings down', /src\/access\/audit\/|src\/server\/recorded-/],
  ['resolvers and the book', /src\/(directory|liaison|emergency)\/|src\/kernel\/(book|rows|connection|days|ids)/],
  ['limits and pacing', /src\/server\/limits\/|src\/kernel\/(pacer|cost|patience)/],
  ['HTTP', /src\/server\/|node_modules\/|node:|src\/kernel\//],
];

/** Waiting, and the profiler itself. */
const NOT_WORK = ['(idle)', 'dispatch'];

export interface Share {
  readonly part: string;
  readonly share: number;
}

export interface Profile {
  readonly parts: readonly Share[];
  readonly functions: readonly Share[];
}

/** Of what this process does while something goes on. */
export async function profileOf(work: () => Promise<unknown>): Promise<Profile> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 250 });
    await session.post('Profiler.start');
    await work();
    return summaryOf((await session.post('Profiler.stop')).profile);
  } finally {
    session.disconnect();
  }
}

function summaryOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Profile {
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
  const [parts, functions] = [new Map<string, number>(), new Map<string, number>()];
  let whole = 0;
  for (const [place, id] of samples.entries()) {
    const { functionName, url, lineNumber } = byId.get(id)!;
    if (NOT_WORK.includes(functionName) && url === '') continue;
    const time = timeDeltas[place]!;
    const add = (to: Map<string, number>, key: string) => to.set(key, (to.get(key) ?? 0) + time);
    whole += time;
    add(parts, partOf(functionName, url));
    add(functions, `${functionName || '(anonymous)'} ${url.split('/').slice(-2).join('/')}:${lineNumber + 1}`);
  }
  const shares = (of: Map<string, number>) =>
    [...of].map(([part, time]): Share => ({ part, share: time / whole })).sort((a, b) => b.share - a.share);
  return { parts: shares(parts), functions: shares(functions) };
}

function partOf(functionName: string, url: string): string {
  if (functionName === '(garbage collector)') return 'garbage';
  // What V8 does for it is told as the time of whoever calls it.
  if (/stringify/i.test(functionName)) return 'writing JSON';
  if (url === '') return 'the machine (system calls, compiling)';
  return PARTS.find(([, where]) => where.test(url))?.[0] ?? 'other';
}

const FUNCTIONS = 16;

export function printProfile({ parts, functions }: Profile): void {
  const line = ({ part, share }: Share) => console.log(`${`${(share * 100).toFixed(1)}%`.padStart(7)}  ${part}`);
  console.log('\nwhere the program spends its time under the directory page, by part');
  parts.forEach(line);
  console.log('by function');
  functions.slice(0, FUNCTIONS).forEach(line);
}
