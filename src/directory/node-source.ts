import type { Viewer } from '../access/viewer.js';
import type { IdType } from '../kernel/ids.js';
import type { Node } from '../kernel/node.js';
import type { Image } from '../kernel/rows.js';
import type { Context } from './context.js';

/** A row of the change log, as far as it tells what changed. */
export interface ChangedRow {
  readonly row_id: string;
  readonly image: Image;
}

/** How the nodes of one part are found by their ids, who sees them, and which changes are theirs. */
export interface NodeSource {
  readonly types: readonly IdType[];
  /** What is there now. */
  node(id: string): Node | undefined;
  /** What is left of something removed or merged away: it still answers for itself to whoever did that. */
  remains(id: string): Node | undefined;
  sees(ctx: Context, node: Node): boolean;
  /** Which nodes a change of a row is a change of, by table. */
  readonly changes: Readonly<Record<string, (row: ChangedRow) => readonly unknown[]>>;
  /** Whether a viewer saw it at an instant (ms), by what was recorded then. */
  saw(viewer: Viewer, id: string, instant: number): boolean;
  /** When it last changed before an instant; undefined when it never had. */
  changedBefore(id: string, instant: number): number | undefined;
}
