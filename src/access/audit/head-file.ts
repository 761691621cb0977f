import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignedTreeHead } from './tree-head.js';

interface Written {
  readonly treeSize: number;
  readonly rootHash: string;
  readonly at: string;
  readonly keyId: string;
  readonly signature: string;
}

/**
 * The newest head that this process signed or saw, outside the database: with it is found that the database was rolled back,
 * or cut at its tail.
 */
export class HeadFile {
  private constructor(
    private readonly folder: string,
    readonly path: string,
  ) {}

  /** @param logId which audit it is of: the folder may have seen other databases. */
  static of(folder: string, logId: string): HeadFile {
    return new HeadFile(folder, join(folder, `${logId}.json`));
  }

  /** Undefined where there is none. @throws when it cannot be read as one. */
  async read(): Promise<SignedTreeHead | undefined> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return undefined;
    const { treeSize, rootHash, at, keyId, signature } = JSON.parse(text) as Written;
    return {
      treeSize,
      rootHash: Buffer.from(rootHash, 'hex'),
      at: new Date(at),
      keyId,
      signature: Buffer.from(signature, 'hex'),
    };
  }

  async write({ treeSize, rootHash, at, keyId, signature }: SignedTreeHead): Promise<void> {
    const written: Written = {
      treeSize,
      rootHash: rootHash.toString('hex'),
      at: at.toISOString(),
      keyId,
      signature: signature.toString('hex'),
    };
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const draft = `${this.path}.${process.pid}`;
    await writeFile(draft, `${JSON.stringify(written)}\n`, { mode: 0o600 });
    await rename(draft, this.path);
  }
}
