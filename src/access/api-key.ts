import { Column, Entity } from 'typeorm';
import { Row } from '../kernel/node.js';
import type { Role } from './viewer.js';

/** The credential of a portal or a person. The token itself is shown once and never kept: only its SHA-256 is. */
@Entity('api_key')
export class ApiKey extends Row {
  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  role!: Role;

  @Column({ type: 'text', nullable: true })
  organizationId!: string | null;

  /** SHA-256 of the token in hexadecimal. A token has 256 random bits, so a slow hash would protect nothing more. */
  @Column({ type: 'text' })
  tokenHash!: string;

  @Column({ type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;
}
