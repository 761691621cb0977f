import { Arg, Args, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import { PageArgs } from '../../kernel/connection.js';
import { requireId, typeOfId } from '../../kernel/ids.js';
import { refuse } from '../../kernel/refusal.js';
import { may, requireMay } from '../policy.js';
import type { Viewer } from '../viewer.js';
import { AuditEventConnection, AuditFilter } from './audit-event.js';
import { AuditConsistencyProof, AuditInclusionProof, AuditPublicKey, AuditTreeHead } from './audit-tree.js';
import { keysKnown, leafOf, pageOfEvents } from './event-queries.js';
import { consistencyPlan, inclusionPlan, rootPlan } from './merkle.js';
import type { Plan } from './merkle.js';
import { publicKeyOf } from './public-keys.js';
import { pemOf } from './signing-key.js';
import { hashesOf, newestHead, TreeDamaged, type Rows } from './tree-queries.js';

/** What the resolver needs of the context of a request. */
export interface AuditContext {
  readonly viewer: Viewer;
}

/** What the audit is told of the directory. */
export interface Persons<C> {
  /** The organizations that own a person's record; undefined where there is no such person for the viewer. */
  owners(ctx: C, personId: string): readonly string[] | undefined;
  /** The ids of the records about a person that are not hidden from the viewer, its own among them. */
  records(ctx: C, personId: string): readonly string[];
}

/** Of texts that events are found by: so much of them is kept in columns. */
const LONGEST = 500;

@Resolver()
export class AuditResolver<C extends AuditContext> {
  constructor(
    private readonly rows: Rows,
    private readonly persons: Persons<C>,
  ) {}

  @Query(() => AuditEventConnection, {
    description:
      'What was done, newest first. AUDITOR, OPERATOR and ADMINISTRATOR see all of it; others events about people of their own organization, or about themselves, with `filter.subjectId`.',
  })
  async auditEvents(
    @Ctx() ctx: C,
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => AuditFilter, {
      nullable: true,
      description: 'Which events; all that one may see when absent.',
    })
    filter?: AuditFilter | null,
  ): Promise<AuditEventConnection> {
    requireModest(filter ?? {});
    const page = await pageOfEvents(this.rows, filter ?? {}, args, this.recordsSeen(ctx, filter?.subjectId ?? null));
    return Object.assign(new AuditEventConnection(), page);
  }

  @Query(() => AuditTreeHead, {
    nullable: true,
    description: 'The newest signed head of the tree of all events, for every viewer; null before the first event.',
  })
  async auditTreeHead(@Ctx() { viewer }: C): Promise<AuditTreeHead | null> {
    requireMay(viewer, 'audit.verify', []);
    const head = await newestHead(this.rows);
    if (!head) return null;
    return { ...head, rootHash: hex(head.rootHash), signature: head.signature.toString('base64') };
  }

  @Query(() => AuditInclusionProof, {
    description:
      'Proves that an event is in a tree. BAD_USER_INPUT where it is not in a tree of that size; for those who see all events.',
  })
  async auditInclusionProof(
    @Ctx() { viewer }: C,
    @Arg('eventId', () => ID, { description: 'The id of the event.' }) eventId: string,
    @Arg('treeSize', () => Int, {
      nullable: true,
      description:
        'How many events the tree has, no more than the newest head says; that of the newest head when absent.',
    })
    treeSize?: number | null,
  ): Promise<AuditInclusionProof> {
    requireMay(viewer, 'audit.read', []);
    requireId(eventId, ['AuditEvent'], ['eventId']);
    const leaf = await leafOf(this.rows, eventId);
    if (!leaf) throw refuse.notFound(['eventId']);
    const size = await this.sizeUpTo(treeSize, 'treeSize');
    if (leaf.leafIndex === null || leaf.leafIndex >= size)
      throw refuse.badInput(['treeSize'], `This event is not in the tree of size ${size}.`);
    const path = await this.hashes(inclusionPlan(leaf.leafIndex, size));
    const [root] = await this.hashes(rootPlan(size));
    return {
      leafIndex: leaf.leafIndex,
      treeSize: size,
      leafHash: hex(leaf.leafHash),
      rootHash: hex(root!),
      path: path.map(hex),
    };
  }

  @Query(() => AuditConsistencyProof, {
    description:
      'Proves, to every viewer, that an earlier tree is the beginning of a later one: that nothing was changed since.',
  })
  async auditConsistencyProof(
    @Ctx() { viewer }: C,
    @Arg('from', () => Int, { description: 'The size of the earlier tree, at least 1.' }) from: number,
    @Arg('to', () => Int, {
      nullable: true,
      description:
        'The size of the later tree, no more than the newest head says; that of the newest head when absent.',
    })
    to?: number | null,
  ): Promise<AuditConsistencyProof> {
    requireMay(viewer, 'audit.verify', []);
    const size = await this.sizeUpTo(to, 'to');
    if (from < 1 || from > size) throw refuse.badInput(['from'], `An earlier tree has from 1 to ${size} events.`);
    return { from, to: size, path: (await this.hashes(consistencyPlan(from, size))).map(hex) };
  }

  @Query(() => [AuditPublicKey], {
    description: 'The keys that events and heads are signed with, for every viewer, the oldest first.',
  })
  async auditKeys(@Ctx() { viewer }: C): Promise<AuditPublicKey[]> {
    requireMay(viewer, 'audit.verify', []);
    // One that was put in by hand and is no key must not keep anybody from the others.
    const keys = (await keysKnown(this.rows)).filter(({ public_key }) => publicKeyOf(public_key));
    return keys.map(({ key_id, public_key, since }) => ({ keyId: key_id, publicKey: pemOf(public_key), since }));
  }

  /** Undefined for whoever sees everything. @throws where the viewer sees nothing of what is asked */
  private recordsSeen(ctx: C, subjectId: string | null): readonly string[] | undefined {
    const { viewer } = ctx;
    if (may(viewer, 'audit.read', [])) return undefined;
    const path = ['filter', 'subjectId'];
    if (subjectId === null) throw refuse.badInput(path, 'Name the person whose events you ask for.');
    requireId(subjectId, ['Person'], path);
    const owners = this.persons.owners(ctx, subjectId);
    if (!owners) throw refuse.notFound(path);
    if (viewer.personId !== subjectId) requireMay(viewer, 'audit.read', owners);
    return this.persons.records(ctx, subjectId);
  }

  private async hashes(plan: Plan): Promise<Buffer[]> {
    try {
      return await hashesOf(this.rows, plan);
    } catch (error) {
      if (!(error instanceof TreeDamaged)) throw error;
      throw refuse.unavailable(`The tree of the audit was changed: have it verified. ${error.message}`);
    }
  }

  private async sizeUpTo(wanted: number | null | undefined, argument: string): Promise<number> {
    const newest = (await newestHead(this.rows))?.treeSize ?? 0;
    const size = wanted ?? newest;
    if (size < 1 || size > newest)
      throw refuse.badInput(
        [argument],
        newest > 0 ? `The tree has from 1 to ${newest} events.` : 'There is no tree yet.',
      );
    return size;
  }
}

/** What is longer, or no id at all, no event has. */
function requireModest({ action, credentialId, subjectId }: AuditFilter): void {
  for (const [name, text] of Object.entries({ action, credentialId }))
    if (text != null && text.length > LONGEST)
      throw refuse.badInput(['filter', name], `\`${name}\` has at most ${LONGEST} characters.`);
  if (subjectId != null && typeOfId(subjectId) === undefined)
    throw refuse.badInput(['filter', 'subjectId'], 'This is not an id.');
}

const hex = (hash: Buffer) => hash.toString('hex');
