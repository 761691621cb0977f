import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Row } from '../kernel/node.js';
import { Steady } from '../kernel/steady.js';

export enum ConstituencyKind {
  DOMAIN = 'DOMAIN',
  PREFIX = 'PREFIX',
  AS_NUMBER = 'AS_NUMBER',
}

registerEnumType(ConstituencyKind, {
  name: 'ConstituencyKind',
  description: 'What an organization answers for.',
  valuesConfig: {
    DOMAIN: { description: 'A DNS domain with all below it, in A-label form.' },
    PREFIX: { description: 'An IPv4 or IPv6 prefix in CIDR notation.' },
    AS_NUMBER: { description: 'An autonomous system number, written AS64496.' },
  },
});

/** One value that an organization answers for, while it does. `from` null: from ever; `to` null: still. */
@Entity('constituency')
@Steady()
@ObjectType({ description: "One part of an organization's constituency (RFC 2350, section 3.3)." })
export class Constituency extends Row {
  @Column({ type: 'text' })
  organizationId!: string;

  @Field(() => ConstituencyKind, { description: 'Domain, prefix or AS number.' })
  @Column({ type: 'text' })
  kind!: ConstituencyKind;

  @Field({ description: 'In its normalized form: A-labels, a prefix with its host bits masked, AS64496.' })
  @Column({ type: 'text' })
  value!: string;

  @Column({ type: 'timestamptz', nullable: true })
  from!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  to!: Date | null;
}
