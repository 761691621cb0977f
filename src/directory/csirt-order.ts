import { compareText } from '../kernel/ids.js';

interface Established {
  readonly id: string;
  /** YYYY-MM-DD, or null where unknown. */
  readonly establishedOn: string | null;
}

/** CSIRTs of one organization as a contact chain asks them: the longest established first, unknown last, then by id. */
export function byEstablishment(a: Established, b: Established): number {
  return (
    Number(a.establishedOn === null) - Number(b.establishedOn === null) ||
    compareText(a.establishedOn ?? '', b.establishedOn ?? '') ||
    compareText(a.id, b.id)
  );
}

export function firstEstablished<S extends Established>(csirts: readonly S[]): S | null {
  return csirts.toSorted(byEstablishment)[0] ?? null;
}
