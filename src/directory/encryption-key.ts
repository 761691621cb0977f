import { MaxLength } from 'class-validator';
import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../kernel/node.js';
import { DateTimeScalar } from '../kernel/scalars.js';
import { Steady } from '../kernel/steady.js';

export enum KeyKind {
  OPENPGP = 'OPENPGP',
  SMIME = 'SMIME',
}

registerEnumType(KeyKind, {
  name: 'KeyKind',
  description: 'What an encryption key is for.',
  valuesConfig: {
    OPENPGP: { description: 'An OpenPGP public key (RFC 9580).' },
    SMIME: { description: 'An X.509 certificate for S/MIME (RFC 8551).' },
  },
});

@Entity('encryption_key')
@Steady()
@ObjectType({ implements: Node, description: 'A public key of a CSIRT or a person.' })
export class EncryptionKey extends Node {
  @Column({ type: 'text', nullable: true })
  personId!: string | null;

  @Column({ type: 'text', nullable: true })
  csirtId!: string | null;

  @Field(() => KeyKind, { description: 'OpenPGP or S/MIME.' })
  @Column({ type: 'text' })
  kind!: KeyKind;

  @Field({ description: 'Read from the key: upper-case hexadecimal; of a certificate the SHA-256.' })
  @Column({ type: 'text' })
  fingerprint!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Read from the key; null when it does not expire.' })
  @Column({ type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  @Field({ description: 'The key itself: OpenPGP ASCII armor, or PEM.' })
  @Column({ type: 'text' })
  armored!: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was removed; null while it is in use, as all are but in a report of personal data.',
  })
  @Column({ type: 'timestamptz', nullable: true })
  removedAt!: Date | null;
}

@InputType({ description: 'A public key to write to somebody in confidence.' })
export class AddEncryptionKeyInput {
  @Field(() => ID, { description: 'A Person or a Csirt.' })
  ownerId!: string;

  @Field({
    description: 'One OpenPGP public key in ASCII armor, or one X.509 certificate in PEM; up to 100,000 characters.',
  })
  @MaxLength(100_000)
  armored!: string;
}
