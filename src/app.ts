import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { DataSource } from 'typeorm';
import { createDataSource, serving } from '../ormconfig.js';
import { coordinatorsOfLastResort } from '../seeds/reference-data.js';
import { AccessRecord } from './access/audit/access-record.js';
import { AuditResolver } from './access/audit/audit-resolver.js';
import { readLogId, registerKey } from './access/audit/insert.js';
import { Journal } from './access/audit/journal.js';
import { Sequencer } from './access/audit/sequencer.js';
import { SigningKey } from './access/audit/signing-key.js';
import { WriteRecorder } from './access/audit/write-record.js';
import { BreakGlass } from './access/break-glass.js';
import { Credentials } from './access/credentials.js';
import { Documents } from './access/documents/documents.js';
import { KeyUses } from './access/key-uses.js';
import { OpenId } from './access/openid/openid.js';
import { ProviderKeys } from './access/openid/provider-keys.js';
import type { Config } from './config.js';
import { ownsAudit } from './database/grants.js';
import { requireSchema } from './database/migrate.js';
import { ApiKeyNodes } from './directory/api-key-nodes.js';
import { ApiKeyResolver } from './directory/api-key-resolver.js';
import { ApiKeyService } from './directory/api-key-service.js';
import { DirectoryBook } from './directory/book.js';
import { ChangedNodes } from './directory/changed-nodes.js';
import { BreakGlassResolver, BreakGlassUseResolver } from './directory/break-glass-resolver.js';
import { BreakGlassNoticeResolver } from './directory/break-glass-notice-resolver.js';
import { BreakGlassNotices, deposit } from './directory/break-glass-notices.js';
import { BreakGlassService } from './directory/break-glass-service.js';
import { ChangeFeed } from './directory/changes.js';
import { ChangesResolver } from './directory/changes-resolver.js';
import { ChannelService } from './directory/channel-service.js';
import { ContactChannelResolver, EncryptionKeyResolver, PointOfContactResolver } from './directory/contact-resolver.js';
import { ClaimedNodes } from './directory/claimed-nodes.js';
import { Context, NodeSources, type Services } from './directory/context.js';
import { DirectoryNodes } from './directory/directory-nodes.js';
import { CsirtResolver } from './directory/csirt-resolver.js';
import { CsirtService } from './directory/csirt-service.js';
import { EncryptionKeyService } from './directory/encryption-key-service.js';
import { LookupResolver } from './directory/lookup-resolver.js';
import { MergeService } from './directory/merge-service.js';
import { SharingNetworkResolver } from './directory/network-resolver.js';
import { NetworkService } from './directory/network-service.js';
import { OrganizationResolver } from './directory/organization-resolver.js';
import { OrganizationService } from './directory/organization-service.js';
import { personsBehind } from './directory/persons-behind.js';
import { Erasure } from './directory/personal-data/erasure.js';
import { PersonalDataResolver } from './directory/personal-data/personal-data-resolver.js';
import { PersonalDataService } from './directory/personal-data/personal-data-service.js';
import { PersonalDataReports } from './directory/personal-data/reports.js';
import { LeftPeople, Retention, UnusedChannels } from './directory/personal-data/retention.js';
import { RetentionJob } from './directory/personal-data/retention-job.js';
import { PersonResolver, PositionResolver } from './directory/person-resolver.js';
import { PersonService } from './directory/person-service.js';
import { PointOfContactService } from './directory/point-of-contact-service.js';
import { PositionService } from './directory/position-service.js';
import { directoryViolations } from './directory/violations.js';
import { ContactChains } from './emergency/contact-chain.js';
import { ContactChainResolver } from './emergency/contact-chain-resolver.js';
import { StepIntroductionResolver } from './emergency/introduction-resolver.js';
import { Book } from './kernel/book.js';
import { systemClock, type Clock } from './kernel/clock.js';
import { Follower } from './kernel/follower.js';
import { IdempotencyKeys } from './kernel/idempotency.js';
import { Pacer } from './kernel/pacer.js';
import { Writes } from './kernel/writes.js';
import { LiaisonBook } from './liaison/book.js';
import { EncounterLists } from './liaison/encounters/encounter-lists.js';
import { EncounterNodes } from './liaison/encounters/encounter-nodes.js';
import { NotesLoader } from './liaison/encounters/encounter-notes.js';
import {
  EncounterResolver,
  OrganizationEncountersResolver,
  PersonEncountersResolver,
} from './liaison/encounters/encounter-resolver.js';
import { EncounterService } from './liaison/encounters/encounter-service.js';
import { EncounterTraces } from './liaison/encounters/encounter-traces.js';
import { OldNotes } from './liaison/encounters/old-notes.js';
import { ReportedEncountersResolver } from './liaison/encounters/reported-encounters-resolver.js';
import { IntroductionResolver } from './liaison/paths/introduction-resolver.js';
import { LiaisonTargetResolver } from './liaison/targets/gap-resolver.js';
import { Gaps } from './liaison/targets/gaps.js';
import { Introductions } from './liaison/paths/introductions.js';
import { LiaisonTargetNodes } from './liaison/targets/liaison-target-nodes.js';
import { LiaisonTargetService } from './liaison/targets/liaison-target-service.js';
import { LiaisonTargets } from './liaison/targets/liaison-targets.js';
import { LiaisonGapResolver } from './liaison/targets/remedy-resolver.js';
import { Remedies } from './liaison/targets/remedies.js';
import { SuggestedIntroductions } from './liaison/suggestions/suggested-introductions.js';
import { OrganizationTies } from './liaison/ties/organization-ties.js';
import { liaisonFiles } from './liaison/pictures/liaison-files.js';
import { LiaisonGraphs } from './liaison/pictures/liaison-graphs.js';
import { LiaisonPictures } from './liaison/pictures/liaison-pictures.js';
import { Networks } from './liaison/networks.js';
import { LiaisonPictureResolver } from './liaison/pictures/picture-resolver.js';
import { Communities } from './liaison/community/communities.js';
import {
  CommunityPartitionResolver,
  CommunityResolver,
  OrganizationCommunityResolver,
} from './liaison/community/community-resolver.js';
import { Threads } from './liaison/threads/threads.js';
import { LiaisonSights } from './liaison/sight.js';
import { Bonds } from './liaison/pictures/bonds.js';
import {
  ArticulationPersonResolver,
  ConnectivityResolver,
  OrganizationResilienceResolver,
  ResilienceResolver,
} from './liaison/succession/resilience-resolver.js';
import { Resiliences } from './liaison/succession/resiliences.js';
import { TransferAnswers } from './liaison/succession/transfer-answers.js';
import {
  HandoverContactResolver,
  TransferArrivalResolver,
  TransferDepartureResolver,
  TransferResolver,
} from './liaison/succession/transfer-resolver.js';
import { Transfers } from './liaison/succession/transfers.js';
import {
  OrganizationTieResolver,
  OrganizationTiesResolver,
  PersonTiesResolver,
  TieResolver,
} from './liaison/ties/tie-resolver.js';
import { Ties } from './liaison/ties/ties.js';
import { TiesAhead } from './liaison/ties-ahead.js';
import { tellDegraded } from './server/degraded.js';
import { Gate } from './server/gate.js';
import { readHealth } from './server/health.js';
import { createHttpServer } from './server/http.js';
import { markBreakGlass, recordReadings } from './server/recorded-readings.js';
import { recordAdmissions, recordingRefusals, recordRefusals } from './server/recorded-access.js';
import { guardInput } from './server/input-guard.js';
import { Limits } from './server/limits/limits.js';
import { paceFields } from './server/limits/pacing.js';
import { createSchema } from './server/schema.js';
import { TlsFiles } from './tls.js';

export interface App {
  readonly schema: GraphQLSchema;
  readonly server: FastifyInstance;
  readonly db: DataSource;
  readonly book: Book;
  readonly directory: DirectoryBook;
  readonly liaison: LiaisonBook;
  readonly credentials: Credentials;
  readonly keyUses: KeyUses;
  /** Undefined where API keys alone let in. */
  readonly openId: OpenId | undefined;
  readonly gate: Gate;
  readonly follower: Follower;
  readonly retention: Retention;
  /** Connects, and loads the book; until then requests are refused with UNAVAILABLE. @throws SetupError */
  start(): Promise<void>;
  /** Reads the certificate again, which it does by itself when the files change. */
  readTlsAgain(): Promise<void>;
  /** Lets what is under way end, and closes everything. */
  stop(): Promise<void>;
}

/** THE wiring: everything that is made, in the order in which one needs the other. */
export async function createApp(
  config: Config,
  databaseUrl: string,
  logger: FastifyBaseLogger,
  clock: Clock = systemClock,
): Promise<App> {
  const db = createDataSource(databaseUrl, config.databasePoolSize, serving);
  const documents = new Documents(config.trustedDocuments);
  const glass = new BreakGlass();
  const notices = new BreakGlassNotices();
  const credentials = new Credentials(config.databaseUrl === undefined);
  const keyUses = new KeyUses(db);
  const directory = new DirectoryBook(config.timeZone);
  const liaison = new LiaisonBook(directory, config.tieWeights);
  const targets = new LiaisonTargets(directory);
  const book = new Book([credentials, documents, glass, notices, directory, liaison, targets]);
  const follower = new Follower(databaseUrl, book, (what, error) => logger.warn({ err: error }, what));
  const keys = new IdempotencyKeys(db);
  const signingKey = new SigningKey(config.auditKeyFile);
  const query = (sql: string, values: readonly unknown[]) => db.query<unknown>(sql, [...values]);
  const journal = new Journal({
    path: config.auditJournalDirectory,
    bytes: config.auditJournalBytes,
    signer: signingKey,
    deposit: (events) => deposit(db, nodes, clock.now(), events),
    clock,
    tell: (what, details) => logger.warn(details ?? {}, what),
  });
  const access = new AccessRecord(journal, clock);
  const sequencer = new Sequencer(
    databaseUrl,
    signingKey,
    config.auditHeadFolder,
    () => clock.now(),
    (what, error) => logger.error({ err: error }, what),
  );
  const recorder = new WriteRecorder(signingKey, clock, personsBehind(directory));
  const writes = new Writes(db, book, follower, keys, clock, directoryViolations, recorder);
  const sights = new LiaisonSights(liaison);
  const nodes = new NodeSources([
    new DirectoryNodes(directory),
    new EncounterNodes(liaison, sights),
    new LiaisonTargetNodes(targets),
    notices,
    new ApiKeyNodes(credentials),
  ]);
  const changedNodes = new ChangedNodes(book, nodes);
  const ties = new Ties(liaison, sights);
  const organizationTies = new OrganizationTies(liaison, sights);
  const gaps = new Gaps(liaison, targets, organizationTies, sights);
  const threads = new Threads();
  const networks = new Networks(liaison, sights, threads);
  const introductions = new Introductions(liaison, sights, ties);
  const succession = { book: liaison, sights, ties, wanted: targets };
  const transferAnswers = new TransferAnswers(succession);
  const resiliences = new Resiliences(networks, succession, organizationTies);
  const suggested = new SuggestedIntroductions(liaison, gaps, organizationTies, ties, introductions, sights);
  const bonds = new Bonds(liaison, gaps);
  const communities = new Communities(liaison, networks, threads, sights);
  const encounters = new EncounterService();
  const traces = new EncounterTraces();
  const erasure = new Erasure([traces]);
  const { leftDays, retiredChannelDays, notesDays } = config.retention;
  const retention = new Retention(db, writes, clock, [
    new LeftPeople(leftDays, erasure, config.timeZone),
    new UnusedChannels(retiredChannelDays, erasure),
    new OldNotes(notesDays, traces),
  ]);
  const retentionJob = new RetentionJob(
    retention,
    (erased) => logger.info({ erased }, 'What was kept for long enough was erased.'),
    (error) => logger.warn({ err: error }, 'Retention periods could not be applied; they are tried again tomorrow.'),
  );
  const encounterLists = new EncounterLists(liaison, sights);
  const coordinators = config.coordinators ?? coordinatorsOfLastResort;

  const audit = new AuditResolver<Context>((sql, values) => db.query(sql, values && [...values]), {
    owners: (ctx, id) => {
      const person = ctx.node(id);
      return person && ctx.sees(person) ? directory.ownersOf(id, ctx.now) : undefined;
    },
    records: (ctx, id) =>
      directory.recordsOf(id).filter((each) => {
        const node = ctx.node(each);
        // Whatever is there no more was the person's own.
        return !node || ctx.sees(node);
      }),
  });

  const schema = await createSchema([
    audit,
    new LookupResolver(),
    new BreakGlassResolver(new BreakGlassService()),
    new BreakGlassUseResolver(glass),
    new BreakGlassNoticeResolver(notices, glass),
    new OrganizationResolver(new OrganizationService()),
    new CsirtResolver(new CsirtService()),
    new PersonResolver(new PersonService(), new PositionService(), new MergeService([encounters])),
    new PositionResolver(),
    new PersonalDataResolver(new PersonalDataService(erasure), new PersonalDataReports(db)),
    new ReportedEncountersResolver(encounterLists),
    new PointOfContactResolver(new PointOfContactService()),
    new ContactChannelResolver(new ChannelService()),
    new EncryptionKeyResolver(new EncryptionKeyService()),
    new SharingNetworkResolver(new NetworkService()),
    new ApiKeyResolver(new ApiKeyService(), credentials, keyUses),
    new ChangesResolver(new ChangeFeed(db, book, follower, nodes)),
    new EncounterResolver(encounters, encounterLists, liaison, new NotesLoader(db)),
    new PersonEncountersResolver(encounterLists, liaison),
    new OrganizationEncountersResolver(encounterLists),
    new TieResolver(ties, organizationTies, encounterLists),
    new IntroductionResolver(introductions, ties),
    new OrganizationTieResolver(ties, organizationTies, encounterLists),
    new PersonTiesResolver(ties),
    new OrganizationTiesResolver(ties, organizationTies),
    new LiaisonTargetResolver(new LiaisonTargetService(), gaps, suggested, ties),
    new LiaisonGapResolver(new Remedies(liaison, config.tieWeights)),
    new TransferResolver(new Transfers(networks, succession)),
    new TransferDepartureResolver(transferAnswers),
    new TransferArrivalResolver(transferAnswers),
    new HandoverContactResolver(transferAnswers),
    new ResilienceResolver(resiliences),
    new OrganizationResilienceResolver(resiliences),
    new ArticulationPersonResolver(resiliences),
    new ConnectivityResolver(resiliences),
    new LiaisonPictureResolver(new LiaisonPictures(networks, bonds, ties), new LiaisonGraphs(networks, bonds), ties),
    new CommunityResolver(communities, ties),
    new CommunityPartitionResolver(),
    new OrganizationCommunityResolver(),
    new ContactChainResolver(new ContactChains(coordinators)),
    new StepIntroductionResolver(introductions),
  ]);
  const pacer = new Pacer();
  const services: Services = {
    clock,
    whole: book,
    book: directory,
    nodes,
    writes,
    changedNodes,
    glass,
    pacer,
  };
  const limits = new Limits(config.limits, schema, pacer);
  const ahead = new TiesAhead(liaison.steps, pacer);
  paceFields(schema, limits.costs);
  const openId =
    config.openId &&
    new OpenId(
      config.openId,
      new ProviderKeys(config.openId.issuer, clock, (error, reason) =>
        logger.warn({ err: error, reason }, 'The identity provider cannot be asked; the keys that are known go on.'),
      ),
      new ClaimedNodes(directory),
    );
  const gate = new Gate({ credentials, keyUses, openId, book, follower, clock });
  const tls = config.tls && new TlsFiles(config.tls, (what, error) => logger.warn({ err: error }, what));
  const http = await createHttpServer<Context>({
    schema,
    logger,
    hideSuggestions: config.isProduction,
    stages: [
      guardInput(schema, config.limits),
      limits,
      markBreakGlass,
      recordReadings(journal),
      recordRefusals(access),
      tellDegraded(() => follower.databaseAvailable),
    ],
    admit: recordAdmissions(gate, access),
    stillHolds: (viewer) => gate.stillHolds(viewer),
    noteUse: (viewer) => gate.noteUse(viewer),
    onNews: (listener) => book.onNews(listener),
    contextOf: (admission) => new Context(admission, services),
    documentOf: (context, request) => documents.resolve(context.viewer, request),
    attempt: (context, work) => recordingRefusals(access, context, work),
    limits,
    files: liaisonFiles,
    health: () => readHealth(book, follower, directory, coordinators, [journal, sequencer]),
    databaseAvailable: () => follower.databaseAvailable,
    seen: () => book.token(),
    shutdownSeconds: config.shutdownSeconds,
    connections: config.connections,
    tls: await tls?.read(),
    trustedProxies: config.trustedProxies,
    corsOrigins: config.corsOrigins,
  });

  return {
    schema,
    server: http.server,
    db,
    book,
    directory,
    liaison,
    credentials,
    keyUses,
    openId,
    gate,
    follower,
    retention,
    start: async () => {
      tls?.follow((pair) => http.renewTls(pair));
      await db.initialize();
      await requireSchema(db);
      await signingKey.load();
      await registerKey(query, signingKey);
      await journal.start(await readLogId(query));
      access.start();
      if (await ownsAudit(db))
        logger.warn(
          'The role of DATABASE_URL owns the tables of the audit, and could give itself the right to change them. ' +
            'Serve as another one: see "Roles of the database" in docs/operations.md.',
        );
      sequencer.start();
      await follower.start();
      openId?.keys.start();
      keyUses.startTelling((error) => logger.warn({ err: error }, 'Uses of API keys could not be kept.'));
      keys.startForgetting((error) => logger.warn({ err: error }, 'Old idempotency keys could not be forgotten.'));
      retentionJob.start();
      ahead.start();
    },
    readTlsAgain: async () => tls?.readAgain(),
    stop: async () => {
      tls?.unfollow();
      await http.close();
      ahead.stop();
      await retentionJob.stop();
      keys.stopForgetting();
      access.stop();
      await journal.stop();
      await sequencer.stop();
      openId?.keys.stop();
      await keyUses.stopTelling();
      await follower.stop();
      if (db.isInitialized) await db.destroy();
    },
  };
}
