import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { HeadFile } from './access/audit/head-file.js';
import { readLogId } from './access/audit/insert.js';
import type { SignatureCount } from './access/audit/signature-counts.js';
import { keyIdOf } from './access/audit/signing-key.js';
import { Verification, type KnownRoot, type Verified } from './access/audit/verification.js';
import type { Config } from './config.js';
import { withDatabase } from './database/open.js';
import { requireSchema } from './database/migrate.js';
import { reasonOf, SetupError } from './setup-error.js';

/** What somebody outside the database knows of the audit. */
export interface Pins {
  /** Heads, written `size:root`, the root in hexadecimal. */
  readonly heads: readonly string[];
  /** Files of the public keys that are trusted, PEM; none: all that the database names. */
  readonly keys: readonly string[];
}

/** Holds the audit against itself, the head kept in DATA_DIR, and what is pinned. */
export async function verifyAudit(config: Config, pins: Pins, tell: (line: string) => void): Promise<Verified> {
  const trustedKeys = pins.keys.length > 0 ? await Promise.all(pins.keys.map(keyIdIn)) : undefined;
  return withDatabase(config, tell, async (db) => {
    await requireSchema(db);
    const runner = db.createQueryRunner();
    try {
      // It reads for as long as it takes, and holds nobody up.
      await runner.query('set statement_timeout = 0; set idle_in_transaction_session_timeout = 0');
      const rows = <R>(sql: string, parameters: readonly unknown[] = []) =>
        runner.query(sql, [...parameters]) as Promise<R[]>;
      const file = HeadFile.of(config.auditHeadFolder, await readLogId(rows));
      const kept = await keptRoot(file);
      // Where the audit was given another name, what is known of it in DATA_DIR is not found by that.
      tell(
        kept[0]
          ? `Held against the head kept in ${file.path}.`
          : `No head of this audit is kept: ${file.path} is not there.`,
      );
      const knownRoots = [...pins.heads.map(rootOf), ...kept];
      return await new Verification(rows, { knownRoots, trustedKeys }).run();
    } finally {
      await runner.query('discard all').catch(() => undefined);
      await runner.release();
    }
  });
}

async function keptRoot(file: HeadFile): Promise<KnownRoot[]> {
  const kept = await file.read().catch((error: unknown) => {
    throw new SetupError(`${file.path} is not a tree head: ${reasonOf(error)}`);
  });
  return kept ? [{ treeSize: kept.treeSize, rootHash: kept.rootHash, source: file.path }] : [];
}

/** What was checked, and what was found, a line each. */
export function linesOf({ leaves, nodes, heads, keys, waiting, findings }: Verified): string[] {
  return [
    `Checked ${leaves} events in the tree and ${waiting} on their way: entries, leaf hashes, seals, columns and places.`,
    `Checked ${nodes} nodes, ${heads} heads with their roots and signatures, and ${keys.length} keys.`,
    ...keys.map(lineOfKey),
    ...findings.lines(),
    findings.count === 0 ? 'Nothing is wrong.' : `${findings.count} things are wrong.`,
  ];
}

function lineOfKey({ keyId, since, events, heads }: SignatureCount): string {
  return `Key ${keyId}, known since ${since.toISOString()}, signed ${events} events and ${heads} heads.`;
}

function rootOf(written: string): KnownRoot {
  const [, size, root] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(written) ?? [];
  if (size === undefined || root === undefined || Number(size) === 0)
    throw new SetupError('--head is the size of a tree, a colon, and its root in 64 hexadecimal digits.');
  return { treeSize: Number(size), rootHash: Buffer.from(root, 'hex'), source: '--head' };
}

async function keyIdIn(file: string): Promise<string> {
  try {
    return keyIdOf(createPublicKey(await readFile(file, 'utf8')).export({ type: 'spki', format: 'der' }));
  } catch (error) {
    throw new SetupError(`${file} is not a public key (PEM): ${reasonOf(error)}`);
  }
}
