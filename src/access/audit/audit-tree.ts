import { Field, ID, Int, ObjectType } from 'type-graphql';

@ObjectType('SignedTreeHead', {
  description:
    'A tree of the audit, signed. The signature is Ed25519 over the TreeHeadSignature of RFC 6962, section 3.5: a zero byte, a byte 1, the time in ms (8 bytes), the tree size (8 bytes), the root (32 bytes).',
})
export class AuditTreeHead {
  @Field(() => Int, { description: 'How many events are in it.' })
  treeSize!: number;

  @Field({ description: 'The root of the Merkle tree (RFC 6962, section 2.1), SHA-256 in hexadecimal.' })
  rootHash!: string;

  @Field(() => Date, { description: 'When it was signed.' })
  at!: Date;

  @Field(() => ID, { description: 'The key that signed it, one of `auditKeys`.' })
  keyId!: string;

  @Field({ description: 'The signature, in base64.' })
  signature!: string;
}

@ObjectType({ description: 'A key with which processes sign events and heads.' })
export class AuditPublicKey {
  @Field(() => ID, { description: 'SHA-256 of the public key (SubjectPublicKeyInfo, DER) in hexadecimal.' })
  keyId!: string;

  @Field({ description: 'The Ed25519 public key, PEM.' })
  publicKey!: string;

  @Field(() => Date, { description: 'Since when it is known.' })
  since!: Date;
}

@ObjectType({ description: 'A proof that an event is in a tree (RFC 6962, section 2.1.1).' })
export class AuditInclusionProof {
  @Field(() => Int, { description: 'The place of the event in the tree, from 0.' })
  leafIndex!: number;

  @Field(() => Int, { description: 'The size of the tree.' })
  treeSize!: number;

  @Field({ description: 'The leaf hash of the event, in hexadecimal.' })
  leafHash!: string;

  @Field({ description: 'The root of the tree, in hexadecimal, to be compared with that of a signed head.' })
  rootHash!: string;

  @Field(() => [String], { description: 'The hashes from the leaf to the root, in hexadecimal.' })
  path!: readonly string[];
}

@ObjectType({ description: 'A proof that one tree is the beginning of another (RFC 6962, section 2.1.2).' })
export class AuditConsistencyProof {
  @Field(() => Int, { description: 'The size of the earlier tree.' })
  from!: number;

  @Field(() => Int, { description: 'The size of the later tree.' })
  to!: number;

  @Field(() => [String], { description: 'The hashes, in hexadecimal.' })
  path!: readonly string[];
}
