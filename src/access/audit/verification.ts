import { setTimeout as sleep } from 'node:timers/promises';
import { columnsOf } from './event-columns.js';
import { leafHash, type KeptEntry } from './event.js';
import { Findings } from './findings.js';
import { GrowingTree, type NodePlace } from './merkle.js';
import { PublicKeys, publicKeyOf } from './public-keys.js';
import { sealed } from './sealed-event.js';
import { SignatureCounts, type SignatureCount } from './signature-counts.js';
import { HEAD_COLUMNS, headOf, strayNodes, type HeadRow, type KeptHead, type Rows } from './tree-queries.js';

/** A root that the tree had when it was so large, as somebody outside the database knows. */
export interface KnownRoot {
  readonly treeSize: number;
  readonly rootHash: Buffer;
  /** Where it is known from. */
  readonly source: string;
}

export interface VerifyOptions {
  readonly knownRoots: readonly KnownRoot[];
  /** The ids of the keys that are trusted; undefined for all that the database names. */
  readonly trustedKeys: readonly string[] | undefined;
  /** How many rows are read at once; even, so that a node of two leaves is never above two batches. */
  readonly batch?: number;
}

export interface Verified {
  readonly leaves: number;
  readonly nodes: number;
  readonly heads: number;
  readonly keys: readonly SignatureCount[];
  readonly waiting: number;
  readonly findings: Findings;
}

const BATCH = 1_000;
/** How long an event may be committed and not yet in the tree, and as much again for a machine that is busy. */
const MERGE_DELAY_MS = 2_000;

interface EventRow {
  readonly id: string;
  readonly entry: string;
  readonly leaf_hash: Buffer;
  readonly seal: Buffer;
  readonly key_id: string;
  readonly at: string | null;
  readonly kind: string | null;
  readonly action: string | null;
  readonly credential_id: string | null;
  readonly subject_keys: readonly string[] | null;
}

type LeafRow = { readonly leaf_index: string; readonly event_id: string } & (EventRow | { readonly id: null });

const EVENT_COLUMNS =
  'e.id, e.entry, e.leaf_hash, e.seal, e.key_id, e.at, e.kind, e.action, e.credential_id, e.subject_keys';

/**
 * Makes the tree anew from the entries, as one snapshot of the database shows them, and holds everything else against it.
 * Reads in batches: however many events there are, it takes no more memory.
 */
export class Verification {
  private readonly findings = new Findings();
  private readonly keys: PublicKeys;
  private readonly tree = new GrowingTree();
  private readonly expected: KnownRoot[];
  private nodes = 0;
  private heads = 0;
  private readonly signatures = new SignatureCounts();
  private next: KeptHead | undefined;
  private previous: KeptHead | undefined;
  /** Nodes that are not as computed, by their places: what is above them cannot be either, and is not told of again. */
  private readonly wrongNodes = new Set<string>();
  /** The size up to which the roots were right; undefined while all of them were. */
  private wrongFrom: number | undefined;
  private wrongHeads = 0;
  /** The first leaf without an event: what comes after it cannot be computed. */
  private lostFrom: number | undefined;

  constructor(
    private readonly rows: Rows,
    private readonly options: VerifyOptions,
  ) {
    this.keys = new PublicKeys(rows);
    this.expected = [...options.knownRoots].sort((a, b) => a.treeSize - b.treeSize);
  }

  /** Reads everything; `rows` is a session of its own. */
  async run(): Promise<Verified> {
    const started = Date.now();
    await this.rows('begin isolation level repeatable read read only');
    await this.checkName();
    await this.checkKeys();
    await this.rows(
      `declare heads no scroll cursor for select ${HEAD_COLUMNS} from audit_tree_head order by tree_size`,
    );
    this.next = await this.nextHead();
    const select = `select l.leaf_index, l.event_id, ${EVENT_COLUMNS}
      from audit_leaf l left join audit_event e on e.id = l.event_id order by l.leaf_index`;
    for await (const leaves of this.batches<LeafRow>('leaves', select)) await this.checkLeaves(leaves);
    await this.checkEnd();
    await this.checkDoubles();
    const waiting = await this.findWaiting();
    await this.rows('commit');
    if (waiting.length > 0) await this.checkWaiting(waiting, started);
    const { nodes, heads, findings } = this;
    const keys = this.signatures.all();
    return { leaves: this.tree.size, nodes, heads, keys, waiting: waiting.length, findings };
  }

  /** A head that somebody kept is of the audit with this name. */
  private async checkName(): Promise<void> {
    const [{ count }] = (await this.rows<{ count: number }>('select count(*)::int as count from audit_log')) as [
      { count: number },
    ];
    if (count !== 1) this.findings.add(`The audit has ${count} names in audit_log, and should have one.`);
  }

  private async checkKeys(): Promise<void> {
    const keys = await this.rows<{ key_id: string; public_key: Buffer; since: Date; right: boolean }>(
      `select key_id, public_key, since, key_id = encode(sha256(public_key), 'hex') as right
         from audit_key order by since, key_id`,
    );
    for (const { key_id, public_key, since, right } of keys) {
      this.signatures.begin(key_id, since);
      if (!right) this.findings.add(`Key ${key_id}: its public key is another.`);
      else if (!publicKeyOf(public_key)) this.findings.add(`Key ${key_id}: it is no Ed25519 key.`);
    }
    const { trustedKeys } = this.options;
    await this.keys.learn(keys.map(({ key_id }) => key_id).filter((id) => trustedKeys?.includes(id) ?? true));
  }

  private async checkLeaves(leaves: readonly LeafRow[]): Promise<void> {
    const hashes = await Promise.all(leaves.map((leaf) => this.checkLeaf(leaf)));
    const completed: (NodePlace & { readonly hash: Buffer })[] = [];
    for (const [place, leaf] of leaves.entries()) {
      const index = Number(leaf.leaf_index);
      const hash = hashes[place];
      if (index !== this.tree.size && this.lostFrom === undefined) {
        this.findings.add(
          index < this.tree.size
            ? `Leaf ${index} is there twice; the second is of event ${leaf.event_id}.`
            : `Leaf ${this.tree.size} is missing${index - this.tree.size > 1 ? `, and so are those up to ${index - 1}` : ''}.`,
        );
        this.lostFrom = Math.min(index, this.tree.size);
      }
      if (!hash) this.lostFrom ??= index;
      if (this.lostFrom !== undefined || !hash) continue;
      completed.push(...this.tree.append(hash));
      await this.checkRoots();
    }
    await this.checkNodes(completed, new Map(leaves.map((leaf) => [Number(leaf.leaf_index), leaf.event_id])));
  }

  /** Answers the hash that the leaf has in the tree; undefined where its event is lost. */
  private async checkLeaf(leaf: LeafRow): Promise<Buffer | undefined> {
    const name = `Leaf ${leaf.leaf_index}, event ${leaf.event_id}`;
    if (leaf.id === null) {
      this.findings.add(`${name}: the event is missing.`);
      return undefined;
    }
    const faults = await this.faultsOf(leaf);
    for (const fault of faults.told) this.findings.add(`${name}: ${fault}.`);
    return faults.hash;
  }

  /** What is wrong with an event, and the hash that was sealed; that of its row where none was. */
  private async faultsOf(row: EventRow): Promise<{ readonly told: string[]; readonly hash: Buffer }> {
    const told: string[] = [];
    this.signatures.countEvent(row.key_id);
    const computed = leafHash(row.entry);
    const agrees = computed.equals(row.leaf_hash);
    const isSealed = (hash: Buffer) => this.keys.verify(row.key_id, sealed(hash), row.seal);
    let hash = row.leaf_hash;
    if (!this.keys.has(row.key_id)) this.findings.addUnknownKey(row.key_id);
    else if (agrees && !(await isSealed(computed))) told.push('it, or its seal, is not what was recorded');
    else if (!agrees) {
      if (await isSealed(computed)) {
        told.push('its leaf hash is another than its entry has');
        hash = computed;
      } else if (await isSealed(row.leaf_hash)) told.push('its entry is not what was recorded');
      else told.push('neither its entry nor its leaf hash is what was recorded');
    }
    if (!agrees && told.length === 0) told.push('its leaf hash is another than its entry has');
    for (const column of wrongColumns(row)) told.push(`its column ${column} says something else than its entry`);
    return { told, hash };
  }

  /** Holds the roots of heads, and those known from elsewhere, against the tree as it is now. */
  private async checkRoots(): Promise<void> {
    for (; this.next && this.next.treeSize <= this.tree.size; this.next = await this.nextHead()) {
      const head = this.next;
      this.heads += 1;
      this.signatures.countHead(head.keyId);
      if (!this.keys.has(head.keyId)) this.findings.addUnknownKey(head.keyId);
      else if (!(await this.keys.isSigned(head)))
        this.findings.add(`Head of size ${head.treeSize}: it is not what was signed.`);
      if (this.previous?.treeSize === head.treeSize)
        this.findings.add(`Head of size ${head.treeSize}: it is there twice.`);
      if (this.previous && head.at < this.previous.at)
        this.findings.add(`Head of size ${head.treeSize}: it is older than the one before it.`);
      if (head.treeSize === this.tree.size) this.checkRoot(head);
      this.previous = head;
    }
    while (this.expected[0]?.treeSize === this.tree.size) {
      const { treeSize, rootHash, source } = this.expected.shift()!;
      if (!rootHash.equals(this.tree.root))
        this.findings.add(`The first ${treeSize} leaves are not those of the head known from ${source}.`);
    }
  }

  private checkRoot({ treeSize, rootHash }: KeptHead): void {
    if (rootHash.equals(this.tree.root)) return;
    this.wrongHeads += 1;
    if (this.wrongFrom !== undefined) return;
    this.wrongFrom = this.previous?.treeSize ?? 0;
    this.findings.add(
      `Head of size ${treeSize}: its root is not that of the tree; the leaves from ${this.wrongFrom} to ${treeSize - 1} were signed as others, or in another order.`,
    );
  }

  private async checkNodes(
    computed: readonly (NodePlace & { readonly hash: Buffer })[],
    events: ReadonlyMap<number, string>,
  ): Promise<void> {
    if (computed.length === 0) return;
    const kept = await this.rows<{ place: string; hash: Buffer | null }>(
      `select wanted.level || '/' || wanted.node_index as place, n.hash
         from unnest($1::smallint[], $2::bigint[]) wanted (level, node_index)
         left join audit_node n using (level, node_index)`,
      [computed.map(({ level }) => level), computed.map(({ index }) => index)],
    );
    const hashes = new Map(kept.map(({ place, hash }) => [place, hash]));
    for (const { level, index, hash } of computed) {
      const found = hashes.get(`${level}/${index}`);
      if (found) this.nodes += 1;
      if (found?.equals(hash)) continue;
      const below = [2 * index, 2 * index + 1].some((child) => this.wrongNodes.has(`${level - 1}/${child}`));
      if (found) this.wrongNodes.add(`${level}/${index}`);
      if (found && below) continue;
      const [first, last] = [index * 2 ** level, (index + 1) * 2 ** level - 1];
      const names = level === 1 ? ` (events ${events.get(first)} and ${events.get(last)})` : '';
      this.findings.add(
        found
          ? `Node ${index} of level ${level} is not that of the leaves ${first} to ${last}${names}: it, or they, were changed or put in another order.`
          : `Node ${index} of level ${level}, of the leaves ${first} to ${last}, is missing.`,
      );
    }
  }

  private async checkEnd(): Promise<void> {
    const size = this.tree.size;
    if (this.wrongHeads > 1) this.findings.add(`So are the roots of ${this.wrongHeads - 1} heads after it.`);
    if (this.lostFrom !== undefined) {
      this.findings.add(`What comes after leaf ${this.lostFrom} cannot be held against the heads.`);
      return;
    }
    if (this.next)
      this.findings.add(`Head of size ${this.next.treeSize}: the tree has only ${size} leaves; its end was cut off.`);
    if ((this.previous?.treeSize ?? 0) < size && !this.next)
      this.findings.add(`The leaves from ${this.previous?.treeSize ?? 0} to ${size - 1} are under no head.`);
    for (const { treeSize, source } of this.expected)
      this.findings.add(
        `The tree has ${size} leaves, and had ${treeSize} by the head known from ${source}: its end was cut off.`,
      );
    const [{ count }] = (await this.rows<{ count: string }>('select count(*) as count from audit_node')) as [
      { count: string },
    ];
    if (Number(count) === this.nodes) return;
    for (const { level, node_index } of await strayNodes(this.rows, size))
      this.findings.add(
        `Node ${node_index} of level ${level} is of no leaves of the tree, or there twice: it was put in.`,
      );
  }

  private async checkDoubles(): Promise<void> {
    const doubles = await this.rows<{ event_id: string; leaves: string }>(
      `select event_id, string_agg(leaf_index::text, ', ' order by leaf_index) as leaves
         from audit_leaf group by event_id having count(*) > 1 limit 100`,
    );
    for (const { event_id, leaves } of doubles) this.findings.add(`Event ${event_id} is in the leaves ${leaves}.`);
  }

  /** The ids of the events that are in no leaf, and may be soon. */
  private async findWaiting(): Promise<string[]> {
    const waiting: string[] = [];
    const select = `select ${EVENT_COLUMNS} from audit_event e
      where not exists (select from audit_leaf l where l.event_id = e.id)`;
    for await (const events of this.batches<EventRow>('waiting', select)) {
      const faults = await Promise.all(events.map((event) => this.faultsOf(event)));
      for (const [place, { id }] of events.entries()) {
        const { told } = faults[place]!;
        if (told.length > 0)
          this.findings.add(`Event ${id}, in no leaf: it was put in or changed by hand; ${told.join('; ')}.`);
        else waiting.push(id);
      }
    }
    return waiting;
  }

  private async checkWaiting(waiting: readonly string[], started: number): Promise<void> {
    await sleep(Math.max(0, started + MERGE_DELAY_MS - Date.now()));
    const late = await this.rows<{ id: string }>(
      `select id from unnest($1::text[]) id where not exists (select from audit_leaf l where l.event_id = id)`,
      [waiting],
    );
    for (const { id } of late)
      this.findings.add(
        `Event ${id} was recorded, and is not in the tree: no process takes it in, or its leaf was removed.`,
      );
  }

  private async nextHead(): Promise<KeptHead | undefined> {
    const [row] = await this.rows<HeadRow>('fetch 1 from heads');
    return row && headOf(row);
  }

  private async *batches<R>(name: string, select: string): AsyncGenerator<R[]> {
    await this.rows(`declare ${name} no scroll cursor for ${select}`);
    const { batch = BATCH } = this.options;
    for (let isMore = true; isMore;) {
      const found = await this.rows<R>(`fetch ${batch} from ${name}`);
      isMore = found.length === batch;
      yield found;
    }
    await this.rows(`close ${name}`);
  }
}

/** The columns that do not say what the entry does. */
function wrongColumns(row: EventRow): string[] {
  let entry: KeptEntry;
  let said: ReturnType<typeof columnsOf>;
  try {
    entry = JSON.parse(row.entry) as KeptEntry;
    said = columnsOf(entry);
  } catch {
    return ['entry'];
  }
  const right = {
    id: row.id === entry.id,
    at: row.at === said.at,
    kind: row.kind === said.kind,
    action: row.action === said.action,
    credential_id: row.credential_id === said.credentialId,
    subject_keys: row.subject_keys?.join() === said.subjectKeys.join(),
  };
  return Object.entries(right)
    .filter(([, isRight]) => !isRight)
    .map(([column]) => column);
}
