import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { ApiKeyScope } from './scope.js';

export enum Role {
  OPERATOR = 'OPERATOR',
  LIAISON_OFFICER = 'LIAISON_OFFICER',
  MEMBER = 'MEMBER',
  AUDITOR = 'AUDITOR',
  ADMINISTRATOR = 'ADMINISTRATOR',
}

registerEnumType(Role, {
  name: 'Role',
  description: 'What a viewer is to the community. What each may see and write is in the documentation of access.',
  valuesConfig: {
    OPERATOR: { description: 'A duty officer of the coordinating centre: sees all up to AMBER_STRICT, writes all.' },
    LIAISON_OFFICER: { description: 'Keeps the directory and the network: sees all up to AMBER_STRICT, writes all.' },
    MEMBER: {
      description: "Belongs to an organization: sees what TLP admits it to, writes its organization's entries.",
    },
    AUDITOR: { description: 'Sees the structure but no channel value; writes nothing.' },
    ADMINISTRATOR: { description: 'Runs the installation; sees and writes as a member of its organization.' },
  },
});

/** Who is asking. Every request has one. */
@ObjectType({ description: 'Who is asking, as the credentials of the request say.' })
export class Viewer {
  /** Whose idempotency keys, limits and audit events these are: of an API key its id. */
  credentialId!: string;

  @Field({ description: 'The name under which the credentials were issued.' })
  name!: string;

  @Field(() => Role, { description: 'What the viewer may do.' })
  role!: Role;

  organizationId!: string | null;

  /** The person of the directory who this is, where the credentials tell; null where they do not. */
  personId!: string | null;

  @Field(() => [ApiKeyScope], { description: 'What of that which the role may do the credentials are good for.' })
  scopes!: readonly ApiKeyScope[];

  /** The set of trusted documents to which the credentials are bound; null where to none. */
  documentSet!: string | null;

  /** When the credentials end by themselves, in ms since the epoch; null where they do not. */
  expiresAt!: number | null;
}
