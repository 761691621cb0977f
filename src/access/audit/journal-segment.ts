import { open, stat, type FileHandle } from 'node:fs/promises';
import type { JournalDirectory } from './journal-directory.js';
import { ifMissing } from './journal-directory.js';

/** A file of the journal, from which entries go to the table in the order in which they stand there. */
export class Segment {
  /** Bytes from the beginning that are in the table. */
  shipped = 0;
  /** Whether something in it is not what was written, or the table will never take it. */
  isDamaged = false;

  constructor(
    readonly path: string,
    /** Bytes that are on disk. */
    public size: number,
    /** Whether nobody writes to it any more. */
    public closed = true,
  ) {}

  /** What is not in the table yet, up to an end and so many bytes; undefined when the file is no longer ours. */
  async read(most: number, end: number): Promise<Buffer | undefined> {
    const file = await open(this.path, 'r').catch(ifMissing);
    if (!file) return undefined;
    try {
      const bytes = Buffer.allocUnsafe(Math.min(most, end - this.shipped));
      let length = 0;
      while (length < bytes.length) {
        const { bytesRead } = await file.read(bytes, length, bytes.length - length, this.shipped + length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return bytes.subarray(0, length);
    } finally {
      await file.close();
    }
  }
}

/** The one that this process writes to. */
export class OpenSegment extends Segment {
  private constructor(
    path: string,
    private readonly file: FileHandle,
  ) {
    super(path, 0, false);
  }

  static async create(directory: JournalDirectory): Promise<OpenSegment> {
    const path = await directory.newPath();
    const segment = new OpenSegment(path, await open(path, 'wx', 0o600));
    try {
      await directory.sync();
    } catch (error) {
      await segment.close();
      throw error;
    }
    return segment;
  }

  /** Answers whether the bytes are on disk, and in a file that is still ours. @throws when they cannot be written */
  async write(bytes: Buffer): Promise<boolean> {
    for (let written = 0; written < bytes.length;)
      // Where it belongs, whatever a failed writing or somebody else has left there.
      written += (await this.file.write(bytes, written, bytes.length - written, this.size + written)).bytesWritten;
    // After the writing: whoever takes the file over from now on reads what was written.
    const [, named] = await Promise.all([this.file.datasync(), stat(this.path).catch(ifMissing)]);
    if (!named) return false;
    this.size += bytes.length;
    return true;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.file.close();
  }
}
