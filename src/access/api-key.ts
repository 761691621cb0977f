import { IsOptional, MaxLength } from 'class-validator';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../kernel/node.js';
import { DateTimeScalar } from '../kernel/scalars.js';
import { ApiKeyScope } from './scope.js';
import { Role } from './viewer.js';

/** The credential of a portal or a person. The token itself is shown once and never kept: only its SHA-256 is. */
@Entity('api_key')
@ObjectType({
  implements: Node,
  description:
    'The credentials of a portal. You see your own; operators, administrators and auditors see all. `changes` does not tell of them: they are not of the directory.',
})
export class ApiKey extends Node {
  @Field({ description: 'What the portal is called, in the audit too.' })
  @Column({ type: 'text' })
  name!: string;

  @Field(() => Role, { description: 'What the portal is to the community.' })
  @Column({ type: 'text' })
  role!: Role;

  @Column({ type: 'text', nullable: true })
  organizationId!: string | null;

  /**
   * SHA-256 of the token in hexadecimal. A token has 256 random bits, so a slow hash would protect nothing more; and looking
   * up a hash takes a time that tells nothing, for whoever does not know the token cannot choose its hash.
   */
  @Column({ type: 'text' })
  tokenHash!: string;

  /** As they were given; those that are of no use to the role give nothing. */
  @Column({ type: 'text', array: true })
  scopes!: ApiKeyScope[];

  @Field(() => String, {
    nullable: true,
    description: 'The set of trusted documents that it may run; null where it may run others.',
  })
  @Column({ type: 'text', nullable: true })
  documentSet!: string | null;

  /** The token that the embedded database is shown with. It opens no other: whoever once saw the demo would come in. */
  @Column({ type: 'boolean' })
  demo!: boolean;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ends by itself; null where it does not.' })
  @Column({ type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when it is good no longer; null where it is.' })
  @Column({ type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;
}

@InputType({ description: 'A new API key.' })
export class IssueApiKeyInput {
  @Field({ description: 'What the portal is called. Up to 200 characters.' })
  @MaxLength(200)
  name!: string;

  @Field(() => Role, { description: 'What the portal is to the community.' })
  role!: Role;

  @Field(() => ID, { nullable: true, description: 'The organization to which the portal belongs; absent: to none.' })
  organizationId?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it ends by itself, in the future; absent: it does not.',
  })
  expiresAt?: Date | null;

  @Field(() => [ApiKeyScope], {
    nullable: true,
    description:
      'READ and what else it may; absent: all that its role may. You cannot give what you lack yourself (FORBIDDEN).',
  })
  scopes?: ApiKeyScope[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The set of trusted documents that it may run, up to 100 characters; absent: that of your own credentials, if they have one.',
  })
  @IsOptional()
  @MaxLength(100)
  documentSet?: string | null;
}

@ObjectType({ description: 'A new API key, and its token.' })
export class IssuedApiKey {
  @Field(() => ApiKey, { description: 'The key.' })
  apiKey!: ApiKey;

  @Field(() => String, {
    nullable: true,
    description:
      'The bearer token, shown this once and kept nowhere. Null where a call is repeated with its Idempotency-Key: if the first answer was lost, revoke this key and issue another.',
  })
  secret!: string | null;
}
