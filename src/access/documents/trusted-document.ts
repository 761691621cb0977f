import { Column, Entity } from 'typeorm';
import { Row } from '../../kernel/node.js';

/** A GraphQL document that a portal registered, to be asked for by its hash. */
@Entity('trusted_document')
export class TrustedDocument extends Row {
  /** Whose documents these are: an API key may be bound to a set by this name. */
  @Column({ type: 'text' })
  setName!: string;

  /** SHA-256 of the text in hexadecimal. */
  @Column({ type: 'text' })
  hash!: string;

  @Column({ type: 'text' })
  document!: string;

  /** The operations that have names, in the order of the text. */
  @Column({ type: 'text', array: true })
  operationNames!: string[];

  @Column({ type: 'timestamptz', nullable: true })
  removedAt!: Date | null;
}
