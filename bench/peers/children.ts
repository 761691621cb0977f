import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Load, Outcome } from './load.js';

/** Connections to the database that each server has. */
const POOL = 8;

/** Characters of what a server that does not start said last. */
const MOST_SAID = 4_000;

/** Of a process that we have started; it ends with us. */
async function nextMessage<T>(child: ChildProcess, what: string): Promise<T> {
  const heard = new AbortController();
  const { signal } = heard;
  const [answer] = (await Promise.race([once(child, 'message', { signal }), once(child, 'exit', { signal })]).finally(
    () => heard.abort(),
  )) as [T | number | null];
  if (typeof answer !== 'object' || answer === null) throw new Error(`${what} has ended.`);
  return answer;
}

/** Whoever asks. */
export class LoadGenerator {
  private readonly child = fork(fileURLToPath(new URL('load-program.js', import.meta.url)), {
    serialization: 'advanced',
  });

  async put(load: Load): Promise<Outcome> {
    this.child.send(load);
    const { outcome, error } = await nextMessage<{ outcome?: Outcome; error?: string }>(this.child, 'Whoever asks');
    if (!outcome) throw new Error(error);
    return outcome;
  }

  stop(): void {
    this.child.disconnect();
  }
}

/** A server to compare with, in a process of its own. */
export class Peer {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
  ) {}

  /** @param program of this folder as it is compiled, or an absolute path */
  static async start(program: string, ...settings: readonly string[]): Promise<Peer> {
    const [url = '', ...rest] = settings;
    const child = fork(fileURLToPath(new URL(program, import.meta.url)), [url, String(POOL), ...rest], {
      env: { ...process.env, NODE_ENV: 'production', GRAPHILE_ENV: 'production' },
      silent: true,
    });
    // PostGraphile has much to say of columns whose types it does not know, and which nobody asks for.
    let said = '';
    for (const stream of [child.stdout!, child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-MOST_SAID)));
    const { port } = await nextMessage<{ port: number }>(child, program).catch((error: Error) => {
      throw new Error(`${error.message}\n${said}`);
    });
    return new Peer(port, child);
  }

  get pid(): number {
    return this.child.pid!;
  }

  async ask<T>(query: string, variables: unknown): Promise<T> {
    const response = await fetch(`http://127.0.0.1:${this.port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data?: T; errors?: unknown };
    if (errors || !data) throw new Error(`A peer refused: ${JSON.stringify(errors)}`);
    return data;
  }

  stop(): void {
    this.child.disconnect();
  }
}
