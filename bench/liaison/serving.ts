/**
 * Serves the program over a nation, and watches its event loop when it is told to. A program of its own, for whoever asks from
 * another process: `fork('dist/bench/liaison/serving.js', [database URL])`.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { on, once } from 'node:events';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { EndpointAddress } from './endpoint.js';
import { LoopWatch, type Held } from './loop-watch.js';
import { Subject } from './subject.js';

const PROGRAM = fileURLToPath(import.meta.url);

/** Of a process that serves. */
export class Served {
  private constructor(
    private readonly child: ChildProcess,
    readonly address: EndpointAddress,
  ) {}

  static async begin(databaseUrl: string): Promise<Served> {
    const child = fork(PROGRAM, [databaseUrl]);
    const [address] = (await once(child, 'message')) as [EndpointAddress];
    return new Served(child, address);
  }

  /** How long the event loop was held while something was done, and how much of the processors' time the whole process took. */
  async watch(work: () => Promise<void>): Promise<Held & { readonly used: number }> {
    this.child.send('begin');
    await once(this.child, 'message');
    await work();
    this.child.send('end');
    const [held] = (await once(this.child, 'message')) as [Held & { used: number }];
    return held;
  }

  async end(): Promise<void> {
    this.child.disconnect();
    await once(this.child, 'exit');
  }
}

async function serve(databaseUrl: string): Promise<void> {
  const subject = await Subject.prepare(databaseUrl, {
    // It is asked for more in a minute than anybody may.
    LIMIT_REQUESTS_PER_MINUTE: '10000000',
    LIMIT_COST_PER_MINUTE: '900000000',
    ...(process.env['LIMIT_OPERATION_MS'] && { LIMIT_OPERATION_MS: process.env['LIMIT_OPERATION_MS'] }),
  });
  const { app, token } = subject;
  await app.start();
  await app.server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.server.address() as { port: number };
  const watch = new LoopWatch();
  let before = process.cpuUsage();
  const told = on(process, 'message');
  process.once('disconnect', () => void told.return!());
  process.send!({ port, token } satisfies EndpointAddress);
  for await (const [message] of told) {
    if (message === 'begin') {
      before = process.cpuUsage();
      watch.begin();
      process.send!('begun');
    } else {
      const { user, system } = process.cpuUsage(before);
      process.send!({ ...watch.end(), used: (user + system) / 1_000 });
    }
  }
  await app.stop();
}

if (import.meta.url === pathToFileURL(process.argv[1]!).href) await serve(process.argv[2]!);
