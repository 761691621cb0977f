import { ArrayMaxSize, IsOptional, MaxLength } from 'class-validator';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../kernel/node.js';
import { DateScalar } from '../kernel/scalars.js';
import { Steady } from '../kernel/steady.js';

export enum OrganizationKind {
  COORDINATION_BODY = 'COORDINATION_BODY',
  MINISTRY = 'MINISTRY',
  AGENCY = 'AGENCY',
  LEGISLATURE = 'LEGISLATURE',
  JUDICIARY = 'JUDICIARY',
  INCORPORATED_AGENCY = 'INCORPORATED_AGENCY',
  LOCAL_GOVERNMENT = 'LOCAL_GOVERNMENT',
  COORDINATION_CENTER = 'COORDINATION_CENTER',
  SOC_OPERATOR = 'SOC_OPERATOR',
  ASSOCIATION = 'ASSOCIATION',
  COMPANY = 'COMPANY',
}

export enum Sector {
  GOVERNMENT = 'GOVERNMENT',
  INFORMATION_COMMUNICATIONS = 'INFORMATION_COMMUNICATIONS',
  FINANCE = 'FINANCE',
  AVIATION = 'AVIATION',
  AIRPORT = 'AIRPORT',
  RAILWAY = 'RAILWAY',
  ELECTRICITY = 'ELECTRICITY',
  GAS = 'GAS',
  LOCAL_GOVERNMENT = 'LOCAL_GOVERNMENT',
  MEDICAL = 'MEDICAL',
  WATER = 'WATER',
  LOGISTICS = 'LOGISTICS',
  CHEMICAL = 'CHEMICAL',
  CREDIT = 'CREDIT',
  PETROLEUM = 'PETROLEUM',
  PORT = 'PORT',
  DEFENSE = 'DEFENSE',
  SECURITY_SERVICES = 'SECURITY_SERVICES',
  OTHER = 'OTHER',
}

export enum OrganizationOrder {
  NAME_ASC = 'NAME_ASC',
  NAME_DESC = 'NAME_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
  CREATED_AT_DESC = 'CREATED_AT_DESC',
}

registerEnumType(OrganizationKind, {
  name: 'OrganizationKind',
  description: 'What an organization is.',
  valuesConfig: {
    COORDINATION_BODY: {
      description: 'A body that coordinates across government, such as a cabinet secretariat centre.',
    },
    MINISTRY: { description: '省, and bodies of the same rank.' },
    AGENCY: { description: '庁, commissions and other bureaus.' },
    LEGISLATURE: { description: 'A house of parliament and its bodies.' },
    JUDICIARY: { description: 'Courts.' },
    INCORPORATED_AGENCY: { description: '独立行政法人.' },
    LOCAL_GOVERNMENT: { description: 'A prefecture or municipality.' },
    COORDINATION_CENTER: { description: 'A CSIRT that coordinates for others.' },
    SOC_OPERATOR: { description: 'A business that watches the networks of its customers.' },
    ASSOCIATION: { description: 'An association of members.' },
    COMPANY: { description: 'A company.' },
  },
});
registerEnumType(Sector, {
  name: 'Sector',
  description: 'The field in which an organization works; the sectors of critical infrastructure have one each.',
  valuesConfig: {
    GOVERNMENT: { description: 'National government.' },
    INFORMATION_COMMUNICATIONS: { description: 'Telecommunications, broadcasting, internet services.' },
    FINANCE: { description: 'Banking, insurance, securities, funds settlement.' },
    AVIATION: { description: 'Airlines and air traffic.' },
    AIRPORT: { description: 'Airports.' },
    RAILWAY: { description: 'Railways.' },
    ELECTRICITY: { description: 'Electric power supply.' },
    GAS: { description: 'Gas supply.' },
    LOCAL_GOVERNMENT: { description: 'Prefectures and municipalities.' },
    MEDICAL: { description: 'Medical services.' },
    WATER: { description: 'Water supply.' },
    LOGISTICS: { description: 'Logistics.' },
    CHEMICAL: { description: 'Chemical industry.' },
    CREDIT: { description: 'Credit card services.' },
    PETROLEUM: { description: 'Petroleum industry.' },
    PORT: { description: 'Ports.' },
    DEFENSE: { description: 'Defence industry.' },
    SECURITY_SERVICES: { description: 'Information security services.' },
    OTHER: { description: 'None of the others.' },
  },
});
registerEnumType(OrganizationOrder, {
  name: 'OrganizationOrder',
  description: 'Orders of organizations; equal ones by id.',
  valuesConfig: {
    NAME_ASC: { description: 'By name, by Unicode code unit.' },
    NAME_DESC: { description: 'By name, reversed.' },
    CREATED_AT_ASC: { description: 'Oldest record first.' },
    CREATED_AT_DESC: { description: 'Newest record first.' },
  },
});

@Entity('organization')
@Steady()
@ObjectType({
  implements: Node,
  description:
    'A ministry, agency, legislature, court, coordination centre, SOC operator, association or company. Its fields without `at` say what holds now.',
})
export class Organization extends Node {
  @Field({ description: 'The official name, usually in Japanese.' })
  @Column({ type: 'text' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'The name in English; null where it has none.' })
  @Column({ type: 'text', nullable: true })
  nameEn!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The reading of the name in kana; null where it is not recorded.',
  })
  @Column({ type: 'text', nullable: true })
  kana!: string | null;

  @Field(() => OrganizationKind, { description: 'What it is.' })
  @Column({ type: 'text' })
  kind!: OrganizationKind;

  @Field(() => Sector, { description: 'The field in which it works.' })
  @Column({ type: 'text' })
  sector!: Sector;

  @Field(() => String, {
    nullable: true,
    description: '法人番号: 13 digits, the first of which checks the others; null where it has none.',
  })
  @Column({ type: 'text', nullable: true })
  corporateNumber!: string | null;

  @Field(() => String, { nullable: true, description: 'URL of its web site; null where it is not recorded.' })
  @Column({ type: 'text', nullable: true })
  website!: string | null;

  @Field({ description: 'Informed, not bound: legislature and courts.' })
  @Column({ type: 'boolean' })
  observer!: boolean;

  @Column({ type: 'text', nullable: true })
  parentId!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day on which it no longer existed; null while it is not dissolved.',
  })
  @Column({ type: 'date', nullable: true })
  dissolvedOn!: string | null;

  @Column({ type: 'text', nullable: true })
  successorId!: string | null;

  @Field(() => Int, { description: 'Send it back with an update: a stale one is refused with CONFLICT.' })
  override version!: number;
}

const NAME = 200;

@InputType({ description: 'A new organization.' })
export class RegisterOrganizationInput {
  @Field({ description: 'Up to 200 characters.' })
  @MaxLength(NAME)
  name!: string;

  @Field(() => String, { nullable: true, description: 'Up to 200 characters.' })
  @IsOptional()
  @MaxLength(NAME)
  nameEn?: string | null;

  @Field(() => String, { nullable: true, description: 'Up to 200 characters.' })
  @IsOptional()
  @MaxLength(NAME)
  kana?: string | null;

  @Field(() => OrganizationKind, { description: 'What it is.' })
  kind!: OrganizationKind;

  @Field(() => Sector, { description: 'The field in which it works.' })
  sector!: Sector;

  @Field(() => ID, { nullable: true, description: 'The organization above it.' })
  parentId?: string | null;

  @Field(() => String, { nullable: true, description: '法人番号: 13 digits with their check digit.' })
  corporateNumber?: string | null;

  @Field(() => String, { nullable: true, description: 'An http or https URL.' })
  website?: string | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Informed, not bound.' })
  observer?: boolean | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'DNS domains, IP prefixes (an address counts as the prefix of it alone) and AS numbers (AS64496), up to 1,000.',
  })
  @IsOptional()
  @ArrayMaxSize(1000)
  constituencies?: string[] | null;
}

@InputType({ description: 'What changes: absent leaves, null clears, a list replaces the whole.' })
export class UpdateOrganizationInput {
  @Field(() => String, { nullable: true, description: 'Up to 200 characters; not null.' })
  @IsOptional()
  @MaxLength(NAME)
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Up to 200 characters.' })
  @IsOptional()
  @MaxLength(NAME)
  nameEn?: string | null;

  @Field(() => String, { nullable: true, description: 'Up to 200 characters.' })
  @IsOptional()
  @MaxLength(NAME)
  kana?: string | null;

  @Field(() => OrganizationKind, { nullable: true, description: 'Not null.' })
  kind?: OrganizationKind | null;

  @Field(() => Sector, { nullable: true, description: 'Not null.' })
  sector?: Sector | null;

  @Field(() => ID, { nullable: true, description: 'The organization above it; a cycle is refused.' })
  parentId?: string | null;

  @Field(() => String, { nullable: true, description: '法人番号: 13 digits with their check digit.' })
  corporateNumber?: string | null;

  @Field(() => String, { nullable: true, description: 'An http or https URL.' })
  website?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Informed, not bound; not null.' })
  observer?: boolean | null;

  @Field(() => [String], { nullable: true, description: 'Replaces all; null and an empty list both clear.' })
  @IsOptional()
  @ArrayMaxSize(1000)
  constituencies?: string[] | null;
}

@InputType({ description: 'Every field is optional; all that are given must hold.' })
export class OrganizationFilter {
  @Field(() => [OrganizationKind], { nullable: true, description: 'One of these kinds.' })
  kind?: OrganizationKind[] | null;

  @Field(() => [Sector], { nullable: true, description: 'One of these sectors.' })
  sector?: Sector[] | null;

  @Field(() => ID, { nullable: true, description: 'Directly below this organization now.' })
  parentId?: string | null;

  @Field(() => ID, { nullable: true, description: 'A member of this sharing network now.' })
  networkId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it has a CSIRT now.' })
  hasCsirt?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Name, English name or kana contain every word of it, in any width and either kana. Signs alone find nothing.',
  })
  text?: string | null;
}
