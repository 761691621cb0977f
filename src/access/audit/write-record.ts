import type { Clock } from '../../kernel/clock.js';
import { ID_PREFIXES, newId, prefixOf } from '../../kernel/ids.js';
import type { Image } from '../../kernel/rows.js';
import type { Author, Recorder, Transaction, WrittenRow } from '../../kernel/writes.js';
import type { AuditEntry, AuditSubject } from './event.js';
import { insertStatement } from './insert.js';
import { seal, type Signer } from './sealed-event.js';

/** Columns that change with every version, or never. */
const BOOKKEEPING = ['id', 'version', 'created_at', 'changed_at'];

/** The ids of the persons whose a row is, besides those that stand in it. */
export type PersonsBehind = (table: string, image: Image) => readonly string[];

/** Records every transaction of this process as one event. */
export class WriteRecorder implements Recorder {
  constructor(
    private readonly signer: Signer,
    private readonly clock: Clock,
    private readonly personsBehind: PersonsBehind,
  ) {}

  statementFor(
    { action, viewer, origin }: Author,
    rows: readonly WrittenRow[],
    { beside, reason }: Pick<Transaction, 'beside' | 'reason'>,
  ): string {
    const entry: AuditEntry = {
      id: newId('AuditEvent'),
      at: new Date(this.clock.now()).toISOString(),
      kind: 'WRITE',
      action,
      actor: viewer && actorOf(viewer),
      origin: origin && originOf(origin),
      reason: reason ?? origin?.purpose ?? null,
      subjects: subjectsOf(rows, beside, this.personsBehind),
    };
    return insertStatement(seal(entry, this.signer));
  }
}

function actorOf({ credentialId, name, role, organizationId }: NonNullable<Author['viewer']>): AuditEntry['actor'] {
  return { credentialId, name, role, organizationId };
}

function originOf({ address, requestId, onBehalfOf }: NonNullable<Author['origin']>): AuditEntry['origin'] {
  return { address, requestId, onBehalfOf };
}

/** What was written: each row with the names of its fields that are others now, and the persons whom it is about. */
export function subjectsOf(
  rows: readonly WrittenRow[],
  beside: readonly AuditSubject[],
  personsBehind: PersonsBehind,
): AuditSubject[] {
  const fieldsOf = new Map<string, Set<string>>();
  const add = (id: string, fields: readonly string[]) => {
    const known = fieldsOf.get(id) ?? new Set();
    for (const field of fields) known.add(field);
    fieldsOf.set(id, known);
  };
  for (const { image, previous } of rows) add(image['id'] as string, changedFields(image, previous));
  for (const { id, fields } of beside) add(id, fields);
  for (const { table, image, previous } of rows)
    for (const each of previous ? [image, previous] : [image])
      for (const id of [...personsIn(each), ...personsBehind(table, each)]) add(id, []);
  return [...fieldsOf].map(([id, fields]) => ({ id, fields: [...fields].sort() }));
}

function changedFields(image: Image, previous: Image | null): string[] {
  return Object.keys(image)
    .filter((column) => !BOOKKEEPING.includes(column))
    .filter((column) => JSON.stringify(image[column] ?? null) !== JSON.stringify(previous?.[column] ?? null))
    .map((column) => column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()));
}

function personsIn(image: Image): string[] {
  return Object.entries(image)
    .filter(([column]) => column.endsWith('_id') || column.endsWith('_ids'))
    .flatMap(([, value]) => value as string | null | string[])
    .filter((id): id is string => typeof id === 'string' && prefixOf(id) === ID_PREFIXES.Person);
}
