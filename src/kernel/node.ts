import { Field, ID, InterfaceType } from 'type-graphql';
import { Column, PrimaryColumn } from 'typeorm';

/** What a row has that its writer does not give it. */
export type Stamp = 'version' | 'created' | 'createdAt' | 'changed' | 'changedAt';

/** What every table that the change log follows has. */
export abstract class Row {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  /** Counted up by the database with every update; of two images of a row the higher one is the newer one. */
  @Column({ type: 'integer' })
  version!: number;

  /** The same as the Dates, in ms since the epoch: each would take seven times the memory, and there are two in every row. */
  created!: number;
  changed!: number;

  @Column({ type: 'timestamptz' })
  get createdAt(): Date {
    return new Date(this.created);
  }

  set createdAt(moment: Date) {
    this.created = moment.getTime();
  }

  /** When the values of this version began to hold; the first version's hold from ever. */
  @Column({ type: 'timestamptz' })
  get changedAt(): Date {
    return new Date(this.changed);
  }

  set changedAt(moment: Date) {
    this.changed = moment.getTime();
  }
}

@InterfaceType('Node', { description: 'Anything with a global id (the Relay specification of object identification).' })
export abstract class Node extends Row {
  @Field(() => ID, { description: 'Opaque and global; sorts by creation. Its prefix names the type: org_01k8…' })
  override id!: string;
}
