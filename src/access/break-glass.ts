import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import type { Chapter } from '../kernel/book.js';
import { Row } from '../kernel/node.js';
import { Rows, type Image } from '../kernel/rows.js';
import type { Origin } from './origin.js';
import { Role, type Viewer } from './viewer.js';

const NONE: readonly BreakGlassUse[] = [];

/** One time that somebody broke the glass. */
@Entity('break_glass_use')
@ObjectType({
  description:
    'One use of break-glass: an operator who, for a stated reason and time, reads RED records and withheld values.',
})
export class BreakGlassUse extends Row {
  @Field(() => ID, { description: 'Names the use; sorts by creation.' })
  override id!: string;

  @Field({ description: 'The id of the credentials with which the glass was broken.' })
  @Column({ type: 'text' })
  credentialId!: string;

  @Field({ description: 'The name under which those credentials were issued.' })
  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', nullable: true })
  organizationId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The end user for whom a portal acted; null where none was named.',
  })
  @Column({ type: 'text', nullable: true })
  onBehalfOf!: string | null;

  @Field({ description: 'Why, in the words of whoever did it.' })
  @Column({ type: 'text' })
  reason!: string;

  @Column({ type: 'timestamptz' })
  until!: Date;
}

/** Who has the glass broken at a moment, in memory: it holds as well while the database is away. */
export class BreakGlass implements Chapter {
  readonly tables = ['break_glass_use'];
  private readonly uses = new Rows(BreakGlassUse);
  private readonly byCredential = this.uses.indexBy((use) => use.credentialId);

  take(_table: string, image: Image): boolean {
    return this.uses.put(image) !== undefined;
  }

  /** The uses that last, the one that lasts longest first. One end user's opens nothing to another of the same portal. */
  inUse({ credentialId, role }: Viewer, { onBehalfOf }: Origin, now: number): readonly BreakGlassUse[] {
    // Asked for every field and every hidden record, and nobody else can have broken it.
    if (role !== Role.OPERATOR || this.uses.size === 0) return NONE;
    const uses = this.byCredential.of(credentialId);
    if (uses.length === 0) return NONE;
    return uses
      .filter((use) => use.onBehalfOf === onBehalfOf && use.until.getTime() > now)
      .sort((a, b) => b.until.getTime() - a.until.getTime());
  }

  get(id: string): BreakGlassUse | undefined {
    return this.uses.get(id);
  }

  /** Every use there ever was. */
  all(): IterableIterator<BreakGlassUse> {
    return this.uses.all();
  }
}
