import type { DataSource } from 'typeorm';
import { parseEntry } from '../access/audit/event.js';
import { insertEvents, type Query } from '../access/audit/insert.js';
import type { SealedEvent } from '../access/audit/sealed-event.js';
import { BreakGlassNotice, type ToldRecord } from '../access/break-glass-notice.js';
import type { Viewer } from '../access/viewer.js';
import type { Chapter } from '../kernel/book.js';
import { wakeFollowers } from '../kernel/follower.js';
import { ID_PREFIXES, newId, prefixOf, type IdType } from '../kernel/ids.js';
import type { Node } from '../kernel/node.js';
import { Rows, type Image } from '../kernel/rows.js';
import type { Context, NodeSource, NodeSources } from './context.js';

/** The notices of what was read by break-glass, in memory: an owner learns of it from any process. */
export class BreakGlassNotices implements Chapter, NodeSource {
  readonly tables = ['break_glass_notice'];
  readonly types: readonly IdType[] = ['BreakGlassNotice'];
  readonly changes: NodeSource['changes'] = { break_glass_notice: ({ row_id }) => [row_id] };
  private readonly notices = new Rows(BreakGlassNotice);
  private readonly byOrganization = this.notices.indexBy((notice) => notice.organizationId);

  take(_table: string, image: Image): boolean {
    return this.notices.put(image) !== undefined;
  }

  /** Of an organization, by their ids: oldest first. */
  to(organizationId: string): BreakGlassNotice[] {
    return this.byOrganization.of(organizationId);
  }

  node(id: string): BreakGlassNotice | undefined {
    return this.notices.get(id);
  }

  remains(): undefined {
    return undefined;
  }

  sees({ viewer }: Context, node: Node): boolean {
    return (node as BreakGlassNotice).organizationId === viewer.organizationId;
  }

  saw({ organizationId }: Viewer, id: string, instant: number): boolean {
    const notice = this.notices.get(id);
    return notice?.organizationId === organizationId && notice.createdAt.getTime() <= instant;
  }

  changedBefore(): undefined {
    // A notice never changes.
    return undefined;
  }

  ownersOf(): readonly string[] {
    return [];
  }
}

/** Takes events of the journal into the audit, and in the same transaction tells the owners of what the glass showed. */
export async function deposit(
  db: DataSource,
  nodes: NodeSources,
  now: number,
  events: readonly SealedEvent[],
): Promise<void> {
  const notices = events.flatMap((event) => noticesOf(nodes, now, event));
  if (notices.length === 0) return insertEvents(asQuery(db), events);
  await db.transaction(async (manager) => {
    await insertEvents(asQuery(manager), events);
    await manager.createQueryBuilder().insert().into(BreakGlassNotice).values(notices).orIgnore().execute();
  });
  await wakeFollowers(db);
}

const asQuery =
  (db: { query(sql: string, values?: unknown[]): Promise<unknown> }): Query =>
  (sql, values) =>
    db.query(sql, [...values]);

function noticesOf(nodes: NodeSources, now: number, event: SealedEvent) {
  // Few are read by one, and some have hundreds of subjects.
  if (!event.entry.includes(`"${ID_PREFIXES.BreakGlassUse}_`)) return [];
  const { id, at, kind, subjects } = parseEntry(event.entry);
  const use = subjects.find((subject) => prefixOf(subject.id) === ID_PREFIXES.BreakGlassUse);
  if (kind !== 'READING' || !use) return [];
  const told = new Map<string, ToldRecord[]>();
  for (const { id: recordId, fields, byBreakGlass } of subjects)
    if (byBreakGlass)
      for (const owner of new Set(nodes.of(recordId)?.ownersOf(recordId, now)))
        told.set(owner, [...(told.get(owner) ?? []), { id: recordId, fields }]);
  const moment = new Date(now);
  return [...told].map(([organizationId, records]) => ({
    id: newId('BreakGlassNotice'),
    version: 1,
    createdAt: moment,
    changedAt: moment,
    organizationId,
    useId: use.id,
    auditEventId: id,
    at: new Date(at),
    records,
  }));
}
