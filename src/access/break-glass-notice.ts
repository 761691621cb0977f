import { Field, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../kernel/node.js';

/** What of a record was told. */
export interface ToldRecord {
  readonly id: string;
  readonly fields: readonly string[];
}

/** That somebody has read, by breaking the glass, what an organization owns. One for an operation and owner. */
@Entity('break_glass_notice')
@ObjectType({
  implements: Node,
  description:
    'Tells an organization that, by break-glass, somebody has read records that it owns and that are withheld from them otherwise.',
})
export class BreakGlassNotice extends Node {
  @Column({ type: 'text' })
  organizationId!: string;

  @Column({ type: 'text' })
  useId!: string;

  /** The audit event of the reading: for each there is one notice to an owner, however often it is delivered. */
  @Field({ description: 'The id of the audit event of the reading.' })
  @Column({ type: 'text' })
  auditEventId!: string;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'jsonb' })
  records!: ToldRecord[];
}
