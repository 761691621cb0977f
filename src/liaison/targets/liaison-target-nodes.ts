import { may } from '../../access/policy.js';
import type { Viewer } from '../../access/viewer.js';
import type { Context, NodeSource } from '../../directory/context.js';
import { recordedBy } from '../../directory/recorded.js';
import type { IdType } from '../../kernel/ids.js';
import type { Node } from '../../kernel/node.js';
import type { LiaisonTarget } from './liaison-target.js';
import type { LiaisonTargets } from './liaison-targets.js';

/** The liaison targets as nodes, for whoever may ask for those of one of their organizations. */
export class LiaisonTargetNodes implements NodeSource {
  readonly types: readonly IdType[] = ['LiaisonTarget'];

  readonly changes: NodeSource['changes'] = { liaison_target: ({ row_id }) => [row_id] };

  constructor(private readonly targets: LiaisonTargets) {}

  node(id: string): LiaisonTarget | undefined {
    return this.targets.get(id);
  }

  /** A call that is repeated answers with what it set, also when that was removed since. */
  remains(id: string): LiaisonTarget | undefined {
    return this.targets.history(id).findLast(({ trust }) => trust > 0);
  }

  sees({ viewer }: Context, target: Node): boolean {
    return concerns(viewer, target as LiaisonTarget);
  }

  saw(viewer: Viewer, id: string, instant: number): boolean {
    const target = recordedBy(this.targets.history(id), instant);
    return target !== undefined && target.trust > 0 && concerns(viewer, target);
  }

  changedBefore(id: string, instant: number): number | undefined {
    return this.targets
      .history(id)
      .findLast(({ changedAt }) => changedAt.getTime() < instant)
      ?.changedAt.getTime();
  }

  ownersOf(): readonly string[] {
    return [];
  }
}

function concerns(viewer: Viewer, { organizationId, otherId }: LiaisonTarget): boolean {
  return may(viewer, 'target.ask', [organizationId, otherId]);
}
