import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

export interface Outcome {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program as it is built and as whoever runs it sees it: a process with a command line, an environment and two outputs. */
export class Program {
  /** The data directory where none is given: that of the checkout is whoever's who works in it. */
  private static readonly folder = mkdtempSync(join(tmpdir(), 'renkei-program-'));
  private static readonly all: Program[] = [];

  readonly ended: Promise<Outcome>;
  private readonly child;
  private readonly said = { stdout: '', stderr: '' };

  /** @param environment all that it gets of one, but for the path. */
  constructor(
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
    script: readonly string[] = ['dist/src/main.js'],
  ) {
    this.child = spawn(process.execPath, [...script, ...args], {
      cwd: PROJECT,
      env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', DATA_DIR: Program.folder, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const name of ['stdout', 'stderr'] as const)
      this.child[name].on('data', (chunk: Buffer) => (this.said[name] += chunk.toString()));
    this.ended = new Promise((resolve) => this.child.once('close', (code) => resolve({ code, ...this.said })));
    Program.all.push(this);
  }

  /** Ends what still runs. */
  static async endAll(): Promise<void> {
    for (const { child } of Program.all) child.kill('SIGKILL');
    await Promise.all(Program.all.map(({ ended }) => ended));
    rmSync(Program.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** All lines of a stack trace that any of them has shown, in logs too. */
  static stackLines(): string[] {
    return Program.all.flatMap(({ said }) => said.stderr.match(/\bat [^\n]*?(?:file:|node:|\/)[^\n]*?:\d+:\d+/g) ?? []);
  }

  /** What a pattern finds on standard output as soon as it does. @throws when the program ends instead. */
  async tells(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.said.stdout);
      if (found) return found;
      const more = new Promise<void>((resolve) => this.child.stdout.once('data', () => resolve()));
      const outcome = await Promise.race([more, this.ended]);
      if (outcome && !pattern.test(outcome.stdout))
        throw new Error(`It ended: ${JSON.stringify(outcome)}. Has \`npm run build\` been run?`);
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}

/** Runs a command to its end. */
export function renkei(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return new Program(args, environment).ended;
}

/** Runs command lines, of each what it is given as JSON, and says of each what came of it. */
const IN_TURN = `
  const { run } = await import('./dist/src/cli.js');
  const [out, outcomes] = [process.stdout.write.bind(process.stdout), []];
  for (const args of process.argv.slice(1).map((line) => JSON.parse(line))) {
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) process[name].write = (text) => Boolean((said[name] += text));
    process.exitCode = 0;
    await run(args);
    outcomes.push({ code: process.exitCode, ...said });
  }
  process.exitCode = 0;
  out(JSON.stringify(outcomes));
`;

/** Runs commands one after the other in one process: to load the program again for each takes longer than what most do. */
export async function renkeiInTurn(
  lines: readonly (readonly string[])[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome[]> {
  const args = lines.map((line) => JSON.stringify(line));
  const { code, stdout, stderr } = await new Program(args, environment, [
    '--input-type=module',
    '--eval',
    IN_TURN,
    '--',
  ]).ended;
  if (code !== 0) throw new Error(`It ended: ${JSON.stringify({ code, stdout, stderr })}`);
  return JSON.parse(stdout) as Outcome[];
}

/** Serves; answers when it says where: the address without a path. */
export async function serve(
  environment: Readonly<Record<string, string>>,
): Promise<{ server: Program; address: string }> {
  const server = new Program(['serve'], environment);
  const [, address = ''] = await server.tells(/^GraphiQL: (\S+)\/graphiql$/m);
  return { server, address };
}

/** Looks until it is so. @throws after a minute: a loop without an end would outlive its test. */
export async function eventually(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('It did not come to be.');
    await sleep(20);
  }
}
