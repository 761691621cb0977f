import { decodeCursor, encodeCursor, pageSize, type PageArgs } from '../../kernel/connection.js';
import { typeOfId } from '../../kernel/ids.js';
import { refuse } from '../../kernel/refusal.js';
import { MOST_COUNTED, type AuditEvent, type AuditEventConnection, type AuditFilter } from './audit-event.js';
import { subjectKey } from './event-columns.js';
import { parseEntry, type AuditEntry } from './event.js';
import type { Rows } from './tree-queries.js';

interface EventRow {
  readonly id: string;
  readonly at: string;
  readonly entry: string;
  readonly leaf_hash: Buffer;
  readonly leaf_index: string | null;
}

/** Newest first; events of one moment by their ids. */
const ORDER = { name: 'audit event at', parts: 2 };
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * A page of the events that a filter admits; only such in which a field of one of `records` was written or told, where
 * those are given, and of their subjects only these.
 */
export async function pageOfEvents(
  rows: Rows,
  filter: AuditFilter,
  args: PageArgs,
  records: readonly string[] | undefined,
): Promise<Omit<AuditEventConnection, 'totalCount'>> {
  const { size, fromEnd } = pageSize(args);
  const values: unknown[] = [];
  const value = (each: unknown) => `$${values.push(each)}`;
  const conditions = conditionsOf(filter, records, value);
  const among = conditions.length;
  if (args.after != null) conditions.push(`(e.at, e.id) < (${keyOf(args.after, 'after').map(value).join(', ')})`);
  if (args.before != null) conditions.push(`(e.at, e.id) > (${keyOf(args.before, 'before').map(value).join(', ')})`);
  const direction = fromEnd ? 'asc' : 'desc';
  const found = await rows<EventRow>(
    `select page.*, l.leaf_index
       from (${selectionOf('e.id, e.at, e.entry, e.leaf_hash', filter, conditions, value, size + 1, direction)}) page
       left join audit_leaf l on l.event_id = page.id
      order by page.at ${direction}, page.id ${direction}`,
    values,
  );
  const isMore = found.length > size;
  const shown = fromEnd ? found.slice(0, size).reverse() : found.slice(0, size);
  const edges = shown.map((row) => ({
    cursor: encodeCursor(ORDER.name, [row.at, row.id]),
    node: eventOf(row, records),
  }));
  const counted: unknown[] = [];
  const count = (each: unknown) => `$${counted.push(each)}`;
  const all = conditionsOf(filter, records, count).slice(0, among);
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: fromEnd ? args.before != null : isMore,
      hasPreviousPage: fromEnd ? isMore : args.after != null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    count: async () => {
      const select = selectionOf('1', filter, all, count, MOST_COUNTED);
      const [row] = await rows<{ count: number }>(`select count(*)::int as count from (${select}) counted`, counted);
      return row!.count;
    },
  };
}

type Value = (each: unknown) => string;

function conditionsOf(
  { action, credentialId, from, to }: AuditFilter,
  records: readonly string[] | undefined,
  value: Value,
): string[] {
  const conditions: string[] = [];
  if (action != null) conditions.push(`e.action = ${value(action)}`);
  if (credentialId != null) conditions.push(`e.credential_id = ${value(credentialId)}`);
  if (from != null) conditions.push(`e.at >= ${value(from.toISOString())}`);
  if (to != null) conditions.push(`e.at < ${value(to.toISOString())}`);
  if (records) {
    const among = `${value(records)}::text[]`;
    conditions.push(
      `exists (select from jsonb_array_elements(e.entry::jsonb -> 'subjects') s
                where (s ->> 'id' = any (${among}) or s -> 'ids' ?| ${among}) and s -> 'fields' <> '[]')`,
    );
  }
  return conditions;
}

/**
 * So many of the events, in order where there is a direction. The planner does not know how rare a subject or a kind is, and
 * would walk through all of them for a rare one: subjects are looked up first, and kinds one by one.
 */
function selectionOf(
  columns: string,
  { kind, subjectId }: AuditFilter,
  conditions: readonly string[],
  value: Value,
  limit: number,
  direction?: 'asc' | 'desc',
): string {
  const order = direction ? `order by at ${direction}, id ${direction}` : '';
  const where = (more: readonly string[]) => {
    const all = [...conditions, ...more];
    return all.length > 0 ? `where ${all.join(' and ')}` : '';
  };
  if (subjectId != null) {
    const kinds = kind ? [`e.kind = any (${value(kind)})`] : [];
    return `with about as materialized (
              select * from audit_event
               where subject_keys @> array[${value(subjectKey(subjectId))}]::bigint[]
                 and position(${value(JSON.stringify(subjectId))} in entry) > 0
            )
            select ${columns} from about e ${where(kinds)} ${order} limit ${limit}`;
  }
  if (!kind) return `select ${columns} from audit_event e ${where([])} ${order} limit ${limit}`;
  const ofKind = `select ${columns} from audit_event e ${where(['e.kind = k'])} ${order} limit ${limit}`;
  return `select o.* from unnest(${value([...new Set(kind)])}::text[]) k cross join lateral (${ofKind}) o ${order} limit ${limit}`;
}

function keyOf(cursor: string, argument: 'after' | 'before'): readonly string[] {
  const [at = '', id = ''] = decodeCursor(cursor, ORDER, argument);
  if (!INSTANT.test(at) || typeOfId(id) !== 'AuditEvent')
    throw refuse.badInput([argument], 'This is not a cursor of this list.');
  return [at, id];
}

function eventOf(row: EventRow, records: readonly string[] | undefined): AuditEvent {
  const entry = readable(row);
  return {
    ...(entry as unknown as AuditEvent),
    at: new Date(entry.at),
    subjects: records ? entry.subjects.filter(({ id }) => records.includes(id)) : entry.subjects,
    origin: records ? null : entry.origin,
    leafIndex: row.leaf_index === null ? null : Number(row.leaf_index),
    leafHash: row.leaf_hash.toString('hex'),
    entry: records ? null : row.entry,
  };
}

/** One that was changed by hand may say anything. */
function readable({ id, entry }: EventRow): AuditEntry {
  try {
    return parseEntry(entry);
  } catch {
    throw refuse.unavailable(`The event ${id} is not what was recorded: have the audit verified.`);
  }
}

/** Where an event is in the tree; null while it is not; undefined when there is no such event. */
export async function leafOf(
  rows: Rows,
  eventId: string,
): Promise<{ readonly leafIndex: number | null; readonly leafHash: Buffer } | undefined> {
  const [row] = await rows<Pick<EventRow, 'leaf_hash' | 'leaf_index'>>(
    `select e.leaf_hash, l.leaf_index from audit_event e left join audit_leaf l on l.event_id = e.id where e.id = $1`,
    [eventId],
  );
  return row && { leafIndex: row.leaf_index === null ? null : Number(row.leaf_index), leafHash: row.leaf_hash };
}

export function keysKnown(rows: Rows): Promise<{ key_id: string; public_key: Buffer; since: Date }[]> {
  return rows('select key_id, public_key, since from audit_key order by since, key_id');
}
