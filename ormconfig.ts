import 'reflect-metadata';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { Directory1767225600000 } from './migrations/1767225600000-directory.js';
import { Encounters1767312000000 } from './migrations/1767312000000-encounters.js';
import { Audit1767398400000 } from './migrations/1767398400000-audit.js';
import { AuditLog1767398401000 } from './migrations/1767398401000-audit-log.js';
import { ApiKeyScopes1767398410000 } from './migrations/1767398410000-api-key-scopes.js';
import { TrustedDocuments1767398420000 } from './migrations/1767398420000-trusted-documents.js';
import { BreakGlass1767398430000 } from './migrations/1767398430000-break-glass.js';
import { PersonalData1767398440000 } from './migrations/1767398440000-personal-data.js';
import { BreakGlassNotices1767398450000 } from './migrations/1767398450000-break-glass-notices.js';
import { LiaisonTargets1767398460000 } from './migrations/1767398460000-liaison-targets.js';
import { AuditColumns1767398470000 } from './migrations/1767398470000-audit-columns.js';
import { RedChannels1767398480000 } from './migrations/1767398480000-red-channels.js';
import { ApiKey } from './src/access/api-key.js';
import { BreakGlassNotice } from './src/access/break-glass-notice.js';
import { BreakGlassUse } from './src/access/break-glass.js';
import { TrustedDocument } from './src/access/documents/trusted-document.js';
import { ApiKeyUse } from './src/access/key-uses.js';
import { ChannelVerification, ContactChannel } from './src/directory/channel.js';
import { Constituency } from './src/directory/constituency.js';
import { Csirt } from './src/directory/csirt.js';
import { EncryptionKey } from './src/directory/encryption-key.js';
import { NetworkMembership, SharingNetwork } from './src/directory/network.js';
import { Organization } from './src/directory/organization.js';
import { Person, Position } from './src/directory/person.js';
import { PointOfContact } from './src/directory/point-of-contact.js';
import { Encounter } from './src/liaison/encounters/encounter.js';
import { EncounterNotes } from './src/liaison/encounters/encounter-notes.js';
import { LiaisonTarget } from './src/liaison/targets/liaison-target.js';
import { SnakeCaseNames } from './src/kernel/naming.js';
import { impatientSocket, PATIENCE } from './src/kernel/patience.js';

/** What a process that serves asks of its connections: it would rather refuse than keep somebody waiting. */
export const serving = {
  connectionTimeoutMillis: PATIENCE.connect,
  idleTimeoutMillis: PATIENCE.idle,
  statement_timeout: PATIENCE.statement,
  stream: () => impatientSocket(),
} as const;

/**
 * A connection of the pool. Until whoever takes one out listens for what happens to it, nobody does: one that is ended by the
 * database in just that moment would end the process.
 */
class SteadyClient extends pg.Client {
  constructor(config: pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

/** The connection of a process to its database. Long write transactions would hold back every follower, so they are bounded. */
export function createDataSource(url: string, poolSize: number, extra: Partial<typeof serving> = {}): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    poolSize,
    connectTimeoutMS: 5_000,
    applicationName: 'renkei',
    extra: {
      Client: SteadyClient,
      statement_timeout: 10_000,
      idle_in_transaction_session_timeout: 10_000,
      keepAlive: true,
      ...extra,
    },
    namingStrategy: new SnakeCaseNames(),
    entities: [
      ApiKey,
      BreakGlassNotice,
      BreakGlassUse,
      ApiKeyUse,
      ChannelVerification,
      Constituency,
      ContactChannel,
      Csirt,
      Encounter,
      EncounterNotes,
      EncryptionKey,
      LiaisonTarget,
      NetworkMembership,
      Organization,
      Person,
      PointOfContact,
      Position,
      SharingNetwork,
      TrustedDocument,
    ],
    migrations: [
      Directory1767225600000,
      Encounters1767312000000,
      Audit1767398400000,
      AuditLog1767398401000,
      ApiKeyScopes1767398410000,
      TrustedDocuments1767398420000,
      BreakGlass1767398430000,
      PersonalData1767398440000,
      BreakGlassNotices1767398450000,
      LiaisonTargets1767398460000,
      AuditColumns1767398470000,
      RedChannels1767398480000,
    ],
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    logging: false,
  });
}
