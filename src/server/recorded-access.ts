import { Kind } from 'graphql';
import type { AccessRecord } from '../access/audit/access-record.js';
import { TokenRefusal } from '../access/bearer.js';
import type { Origin } from '../access/origin.js';
import type { Viewer } from '../access/viewer.js';
import { Refusal } from '../kernel/refusal.js';
import type { Admission, Caller } from './gate.js';
import type { Operation, Stage } from './operations.js';

interface Asker {
  readonly viewer: Viewer;
  readonly origin: Origin;
}

/** A gate of which it is recorded who came in through it, and who did not. */
export function recordAdmissions(
  gate: { admit(caller: Caller): Promise<Admission> },
  record: AccessRecord,
): (caller: Caller) => Promise<Admission> {
  return async (caller) => {
    try {
      const admission = await gate.admit(caller);
      const { viewer, origin } = admission;
      if (caller.isConnection) record.connected(viewer, origin);
      else record.requested(viewer, origin);
      return admission;
    } catch (error) {
      if (error instanceof TokenRefusal)
        record.unknown(error.fault, {
          address: caller.ip,
          requestId: caller.id,
          onBehalfOf: null,
          purpose: null,
        });
      throw error;
    }
  };
}

/** Does for somebody what may be refused, and records it when it is. */
export function recordingRefusals<R>(record: AccessRecord, asker: Asker, work: () => R): R {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) noteRefusal(record, asker, error.code, error.details, 'document');
    throw error;
  }
}

/** Records what somebody was refused to do, or to do so often: a whole operation, or fields of it. */
export function recordRefusals(record: AccessRecord): Stage<Asker> {
  return {
    refused: ({ context, definition }, { code, details }) =>
      noteRefusal(record, context, code, details, definition.operation),
    answered: (operation, { errors = [] }) => {
      for (const { extensions = {}, path } of errors)
        noteRefusal(record, operation.context, extensions['code'], extensions, fieldAt(operation, path?.[0]));
    },
  };
}

function noteRefusal(
  record: AccessRecord,
  { viewer, origin }: Asker,
  code: unknown,
  details: Readonly<Record<string, unknown>>,
  otherwise: string,
): void {
  if (code === 'FORBIDDEN') record.refused(text(details['action']) ?? otherwise, viewer, origin);
  if (code === 'RATE_LIMITED') record.refused(`limit.${text(limitOf(details)) ?? otherwise}`, viewer, origin);
}

function limitOf({ limit }: Readonly<Record<string, unknown>>): unknown {
  return typeof limit === 'object' && limit !== null ? (limit as { name?: unknown }).name : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The name of the root field that answers under a key; the client chose the key, and may have written anything into it. */
function fieldAt({ definition }: Operation<unknown>, key: string | number | undefined): string {
  for (const each of definition.selectionSet.selections)
    if (each.kind === Kind.FIELD && (each.alias ?? each.name).value === key) return each.name.value;
  return definition.operation;
}
