import { Field, ID, InterfaceType } from 'type-graphql';
import { Column, PrimaryColumn } from 'typeorm';

/** What every table that the change log follows has. */
export abstract class Row {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  /** Counted up by the database with every update; of two images of a row the higher one is the newer one. */
  @Column({ type: 'integer' })
  version!: number;

  /** In ms since the epoch: a Date takes seven times the memory of a number, and there are two of them in every row. */
  private created!: number;
  private changed!: number;

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
