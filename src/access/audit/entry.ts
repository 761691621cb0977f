import { newId } from '../../kernel/ids.js';
import type { Origin } from '../origin.js';
import type { Viewer } from '../viewer.js';
import type { AuditEntry, AuditKind, AuditSubject } from './event.js';

const LONGEST = 1_000;

/** What makes an entry besides its id. Texts may be a client's: they are cut. */
export interface Happening {
  readonly at: number;
  readonly kind: AuditKind;
  readonly action: string;
  readonly viewer: Viewer | null;
  readonly origin: Origin | null;
  readonly reason?: string | null;
  readonly subjects?: readonly AuditSubject[];
  /** How many times it happened, where that is told at once. */
  readonly count?: number;
}

export function entryOf(of: Happening): AuditEntry {
  const { viewer, origin } = of;
  return {
    id: newId('AuditEvent'),
    at: new Date(of.at).toISOString(),
    kind: of.kind,
    action: cut(of.action),
    actor: viewer && {
      credentialId: cut(viewer.credentialId),
      name: cut(viewer.name),
      role: viewer.role,
      organizationId: viewer.organizationId,
    },
    origin: origin && {
      address: cut(origin.address),
      requestId: cut(origin.requestId),
      onBehalfOf: origin.onBehalfOf === null ? null : cut(origin.onBehalfOf),
    },
    reason: of.reason == null ? null : cut(of.reason),
    subjects: of.subjects ?? [],
    ...(of.count === undefined ? {} : { count: of.count }),
  };
}

function cut(text: string): string {
  return text.slice(0, LONGEST);
}
