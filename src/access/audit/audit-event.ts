import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { PageInfo } from '../../kernel/connection.js';
import { Role } from '../viewer.js';

/** The kinds of the entry (`AuditKind`), for the schema. */
export enum AuditEventKind {
  WRITE = 'WRITE',
  SIGN_IN = 'SIGN_IN',
  REFUSAL = 'REFUSAL',
  READING = 'READING',
}

registerEnumType(AuditEventKind, {
  name: 'AuditKind',
  description: 'What kinds of things the audit keeps.',
  valuesConfig: {
    WRITE: { description: 'A transaction that changed something.' },
    SIGN_IN: { description: 'Somebody showed good credentials, for the first time in a while.' },
    REFUSAL: { description: 'Somebody was turned away: without good credentials, or from what they may not do.' },
    READING: {
      description:
        'Contact values that are withheld by default, or records seen only by breaking the glass, were told.',
    },
  },
});

@ObjectType({ description: 'Who did something.' })
export class AuditActor {
  @Field(() => ID, { description: 'Names the credentials; of an API key its id.' })
  credentialId!: string;

  @Field({ description: 'The name under which the credentials were issued.' })
  name!: string;

  @Field(() => Role, { description: 'What the actor was to the community.' })
  role!: Role;

  @Field(() => ID, {
    nullable: true,
    description: 'The organization to which the credentials belong; null where to none.',
  })
  organizationId!: string | null;
}

@ObjectType({ description: 'From where something was done.' })
export class AuditOrigin {
  @Field({ description: 'The address of the client, as far as it is known.' })
  address!: string;

  @Field({ description: 'Names the request, in logs and answers too.' })
  requestId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The end user for whom a portal said that it acts; null where it said nothing.',
  })
  onBehalfOf!: string | null;
}

@ObjectType({ description: 'A record that was written or told.' })
export class AuditSubject {
  @Field(() => ID, { description: 'The id of the record, which may be there no more.' })
  id!: string;

  @Field(() => [String], {
    description: 'The fields that were written or told, never their values; empty for a person whose records they are.',
  })
  fields!: readonly string[];
}

@ObjectType({ description: 'One thing that happened, as it was recorded then; it never changes.' })
export class AuditEvent {
  @Field(() => ID, { description: 'Sorts by creation. `node` does not know it.' })
  id!: string;

  @Field(() => Date, { description: 'When it happened.' })
  at!: Date;

  @Field(() => AuditEventKind, { description: 'What kind of thing happened.' })
  kind!: AuditEventKind;

  @Field({
    description:
      'The field of Mutation that wrote, the name of the operation that read, what was refused, or how one signed in; of the program itself such as `cli.token`.',
  })
  action!: string;

  @Field(() => AuditActor, {
    nullable: true,
    description: 'Who did it; null where nobody is known, or the program did it.',
  })
  actor!: AuditActor | null;

  @Field(() => AuditOrigin, {
    nullable: true,
    description: 'From where; null where the program did it, and for viewers who are told only of people of their own.',
  })
  origin!: AuditOrigin | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The reason that the actor stated, else the purpose of the request (`Renkei-Purpose`); null where neither was.',
  })
  reason!: string | null;

  @Field(() => [AuditSubject], {
    description:
      'What it is about. Viewers who are told only of people of their own see the records of the person asked about.',
  })
  subjects!: readonly AuditSubject[];

  @Field(() => Int, {
    nullable: true,
    description: 'Its place in the tree, from 0; null while it is not yet in it, at most a second.',
  })
  leafIndex!: number | null;

  @Field({ description: 'SHA-256 of a zero byte and the entry (RFC 6962, section 2.1), in hexadecimal.' })
  leafHash!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The exact text that is hashed, JSON; null for viewers who are told only of people of their own.',
  })
  entry!: string | null;
}

@InputType({ description: 'Which events; every field optional, all that are given must hold.' })
export class AuditFilter {
  @Field(() => [AuditEventKind], { nullable: true, description: 'One of these kinds.' })
  kind?: AuditEventKind[] | null;

  @Field(() => String, { nullable: true, description: 'Exactly this action.' })
  action?: string | null;

  @Field(() => ID, { nullable: true, description: 'Done with these credentials.' })
  credentialId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'About this record; of a person also about their channels. Required where one sees only events about people of one’s own.',
  })
  subjectId?: string | null;

  @Field(() => Date, { nullable: true, description: 'Not before.' })
  from?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Before.' })
  to?: Date | null;
}

@ObjectType({ description: 'An entry of a list of AuditEvent.' })
export class AuditEventEdge {
  @Field({ description: 'Opaque; give it as `after` or `before`.' })
  cursor!: string;

  @Field(() => AuditEvent, { description: 'The entry itself.' })
  node!: AuditEvent;
}

/** No more are counted: counting all of them takes as long as reading them. */
export const MOST_COUNTED = 10_000;

@ObjectType({ description: 'A page of a list of AuditEvent (Relay cursor connections).' })
export class AuditEventConnection {
  @Field(() => [AuditEventEdge], { description: 'The entries with their cursors.' })
  edges!: readonly AuditEventEdge[];

  @Field(() => [AuditEvent], { description: 'The entries.' })
  nodes!: readonly AuditEvent[];

  @Field(() => PageInfo, {
    description: 'Where the page lies in the list. Behind a cursor something is taken to lie, without looking.',
  })
  pageInfo!: PageInfo;

  readonly count!: () => Promise<number>;

  @Field(() => Int, {
    description: `How many entries the whole list has for this viewer, counted up to ${MOST_COUNTED}: that many means that many or more.`,
  })
  totalCount(): Promise<number> {
    return this.count();
  }
}
