import type { Clock } from '../../kernel/clock.js';
import { typeOfId } from '../../kernel/ids.js';
import type { TokenFault } from '../bearer.js';
import type { Origin } from '../origin.js';
import type { Viewer } from '../viewer.js';
import { entryOf } from './entry.js';
import type { AuditSubject } from './event.js';
import type { Journal } from './journal.js';
import { Tally } from './tally.js';

const FIRST_IN_MS = 15 * 60_000;
const MOST_KNOWN = 10_000;
const SWEEP_MS = 1_000;

/** Records who comes in and who is turned away. Nobody waits for it: where it cannot be written, the journal says so. */
export class AccessRecord {
  private readonly tally: Tally;
  /** When those who come by credentials and address were last recorded, longest ago first. */
  private readonly known = new Map<string, number>();
  private sweeping: NodeJS.Timeout | undefined;

  constructor(
    journal: Pick<Journal, 'append'>,
    private readonly clock: Clock,
  ) {
    this.tally = new Tally((happening) => void journal.append(entryOf(happening)).catch(() => undefined));
  }

  start(): void {
    this.sweeping = setInterval(() => this.tally.sweep(this.clock.now()), SWEEP_MS).unref();
  }

  stop(): void {
    clearInterval(this.sweeping);
    this.tally.flush(this.clock.now());
  }

  /** By a request: the first in a quarter of an hour is recorded. */
  requested(viewer: Viewer, origin: Origin): void {
    const now = this.clock.now();
    const who = whoOf(viewer, origin);
    const last = this.known.get(who);
    if (last !== undefined && now - last < FIRST_IN_MS) return;
    this.known.delete(who);
    this.known.set(who, now);
    const [oldest] = this.known.keys();
    if (this.known.size > MOST_KNOWN) this.known.delete(oldest!);
    this.tally.note(who, { at: now, kind: 'SIGN_IN', action: howOf(viewer), viewer, origin });
  }

  /** By a WebSocket: each is recorded. */
  connected(viewer: Viewer, origin: Origin): void {
    const action = `${howOf(viewer)}.webSocket`;
    this.tally.note(whoOf(viewer, origin), { at: this.clock.now(), kind: 'SIGN_IN', action, viewer, origin });
  }

  /** Without good credentials. Of a token that is nobody's, whoever tries many is one who does. */
  unknown({ action, subject }: TokenFault, origin: Origin): void {
    const subjects: AuditSubject[] = subject === null ? [] : [{ id: subject, fields: [] }];
    const who = JSON.stringify([origin.address, action === 'token.unknown' ? null : subject]);
    this.tally.note(who, { at: this.clock.now(), kind: 'REFUSAL', action, viewer: null, origin, subjects });
  }

  /** From what somebody who came in may not do, or not so often. */
  refused(action: string, viewer: Viewer, origin: Origin): void {
    this.tally.note(whoOf(viewer, origin), { at: this.clock.now(), kind: 'REFUSAL', action, viewer, origin });
  }
}

function whoOf({ credentialId }: Viewer, { address }: Origin): string {
  return JSON.stringify([credentialId, address]);
}

function howOf({ credentialId }: Viewer): string {
  return typeOfId(credentialId) === 'ApiKey' ? 'apiKey' : 'openIdConnect';
}
