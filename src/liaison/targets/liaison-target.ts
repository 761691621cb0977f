import { Field, Float, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../../kernel/node.js';

/** One row for two organizations for ever; its trust is 0 while there is no target. */
@Entity('liaison_target')
@ObjectType({
  implements: Node,
  description:
    'The least trust that is wanted between two organizations, in either direction. It holds for all time before it was first set, a change and a removal from when they were written. One with a dissolved organization counts no more; a successor does not inherit it.',
})
export class LiaisonTarget extends Node {
  /** The lower id of the two; in the list of one organization, that. */
  @Column({ type: 'text' })
  organizationId!: string;

  @Column({ type: 'text' })
  otherId!: string;

  @Field(() => Float, { description: 'The least trust wanted between them, in (0, 1).' })
  @Column({ type: 'double precision' })
  trust!: number;
}

/** The same target as it looks from one of its organizations. */
export function seenFrom(target: LiaisonTarget, organizationId: string): LiaisonTarget {
  if (target.otherId !== organizationId) return target;
  const turned = { organizationId, otherId: target.organizationId };
  return Object.assign(new LiaisonTarget(), target, turned);
}
