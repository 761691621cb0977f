import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

const NAME = /^([0-9a-f-]{36})\.(\d{6})\.journal$/;
const DAMAGED = '.damaged';

/** An owner of whom nothing was heard for so many beats is taken for dead. */
const SILENT_BEATS = 3;

export interface SegmentFile {
  readonly path: string;
  readonly size: number;
}

/** What a look at the directory found. */
export interface Survey {
  /** Bytes of all that lies there, whosever it is. */
  readonly bytes: number;
  /** How many files were kept aside. */
  readonly damaged: number;
}

/**
 * The folder of the journal of a log, which processes may share. A name says whose a file is, so taking one over is to rename it:
 * of several that try, one succeeds, and whoever wrote it finds its name gone. That is what makes it sound to take a file
 * from somebody who is not dead but only slow: a writer counts nothing as written until it has seen, after the writing,
 * that its file still has its name, and else writes it again elsewhere. So no process ids, which containers and reboots
 * give again, and no clocks are trusted; silence only decides when it is worth while.
 */
export class JournalDirectory {
  private path = '';
  private readonly owner = randomUUID();
  private count = 0;
  private readonly others = new Map<string, { traces: string; since: number }>();

  /**
   * @param parent the folder in which each log has one of its own.
   * @param beatMs how often the living tell of themselves, and look around.
   */
  constructor(
    private readonly parent: string,
    readonly beatMs: number,
  ) {}

  /** From now on it is the folder of this log. */
  choose(logId: string): void {
    this.path = join(this.parent, logId);
  }

  /** A path for a file that does not exist yet. */
  async newPath(): Promise<string> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    return this.nextPath();
  }

  /** After a power cut a file is there only if its folder was written, too. */
  async sync(): Promise<void> {
    const folder = await open(this.path, 'r');
    await folder.sync().finally(() => folder.close());
  }

  /** Shows others that the owner of this file lives. One that somebody took needs no sign. */
  async beat(path: string): Promise<void> {
    const now = new Date();
    await utimes(path, now, now).catch(ifMissing);
  }

  /** Looks around, and takes over what owners left behind of whom nothing was heard for a while, in the order written. */
  async survey(onTaken: (file: SegmentFile) => void): Promise<Survey> {
    const names = (await readdir(this.path)).sort();
    const owners = new Map<string, string[]>();
    const traces = new Map<string, string>();
    let bytes = 0;
    let damaged = 0;
    for (const name of names) {
      const found = await stat(join(this.path, name)).catch(ifMissing);
      if (!found?.isFile()) continue;
      bytes += found.size;
      if (name.endsWith(DAMAGED)) damaged += 1;
      const [, owner = this.owner] = NAME.exec(name) ?? [];
      if (owner === this.owner) continue;
      owners.set(owner, [...(owners.get(owner) ?? []), name]);
      traces.set(owner, `${traces.get(owner) ?? ''} ${name} ${found.size} ${found.mtimeMs}`);
    }
    for (const owner of this.silent(traces))
      for (const name of owners.get(owner)!) {
        const file = await this.take(name);
        if (file) onTaken(file);
      }
    return { bytes, damaged };
  }

  /** Leaves a file for somebody to look at: no process takes it up again. */
  async keepAside(path: string): Promise<void> {
    await rename(path, `${path}${DAMAGED}`).catch(ifMissing);
  }

  async remove(path: string): Promise<void> {
    await rm(path, { force: true });
  }

  private nextPath(): string {
    this.count += 1;
    return join(this.path, `${this.owner}.${String(this.count).padStart(6, '0')}.journal`);
  }

  /** The owners that have left no new trace for a while, by the time that passed here. */
  private silent(traces: ReadonlyMap<string, string>): string[] {
    const now = performance.now();
    for (const owner of this.others.keys()) if (!traces.has(owner)) this.others.delete(owner);
    return [...traces].flatMap(([owner, trace]) => {
      const known = this.others.get(owner);
      if (known?.traces !== trace) this.others.set(owner, { traces: trace, since: now });
      return known?.traces === trace && now - known.since >= SILENT_BEATS * this.beatMs ? [owner] : [];
    });
  }

  private async take(name: string): Promise<SegmentFile | undefined> {
    const path = this.nextPath();
    try {
      await rename(join(this.path, name), path);
      // Only now: what was written under its old name was written before this.
      const { size } = await stat(path);
      return { path, size };
    } catch (error) {
      return ifMissing(error as NodeJS.ErrnoException);
    }
  }
}

/** Somebody else was faster. */
export function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
