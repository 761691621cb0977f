import { may, requireMay } from '../../access/policy.js';
import type { Context } from '../../directory/context.js';
import { lookUp, lookUpIfGiven } from '../../directory/lookup.js';
import type { Organization } from '../../directory/organization.js';
import { latestBegun } from '../../directory/ownership.js';
import type { Person, Position } from '../../directory/person.js';
import { requireStanding } from '../../directory/position-service.js';
import { dayOf, dayStart } from '../../kernel/days.js';
import { refuse } from '../../kernel/refusal.js';
import { transferred } from '../graph/transfer.js';
import type { Networks } from '../networks.js';
import { finish } from '../unhurried.js';
import { Departure } from './departure.js';
import type { SimulatedMove } from './move.js';
import { SimulatedOrganization, type TransferParts } from './simulated-organization.js';
import {
  TransferArrival,
  TransferDeparture,
  TransferSimulation,
  type SimulateTransferInput,
} from './transfer-simulation.js';

interface Thought {
  readonly person: Person;
  readonly successor: Person | null;
  readonly leaves: readonly Organization[];
  /** Those of them where another post, begun on that very day, goes on. */
  readonly stays: readonly Organization[];
  /** Those of them where the post is recorded to end on that very day. */
  readonly left: readonly Organization[];
  readonly joins: Organization | null;
  readonly on: string;
  readonly at: number;
}

/** Transfers that are only thought of. */
export class Transfers {
  constructor(
    private readonly networks: Networks,
    private readonly parts: TransferParts,
  ) {}

  async simulate(ctx: Context, input: SimulateTransferInput): Promise<TransferSimulation> {
    const thought = this.readThought(ctx, input);
    const { person, successor, leaves, joins, on, at } = thought;
    const move = await this.move(ctx, thought);
    // Of several posts a member may only be told of those of its own organization.
    const told = leaves.filter((organization) => this.parts.ties.mayAsk(ctx, organization));
    return Object.assign(new TransferSimulation(), {
      on,
      at: new Date(at),
      person,
      successor,
      departures: told.map((organization) =>
        Object.assign(new TransferDeparture(), {
          organization,
          departure: new Departure(this.parts, move, organization),
        }),
      ),
      arrival:
        joins && this.parts.ties.mayAsk(ctx, joins)
          ? Object.assign(new TransferArrival(), {
              organization: joins,
              arrival: new SimulatedOrganization(this.parts, move, joins),
            })
          : null,
    });
  }

  private readThought(ctx: Context, input: SimulateTransferInput): Thought {
    const person = lookUp(ctx, 'Person', input.personId, ['input', 'personId']);
    const joins = lookUpIfGiven(ctx, 'Organization', input.organizationId, ['input', 'organizationId']) ?? null;
    const leaving = lookUpIfGiven(ctx, 'Organization', input.leavingOrganizationId, ['input', 'leavingOrganizationId']);
    const successor = lookUpIfGiven(ctx, 'Person', input.successorId, ['input', 'successorId']) ?? null;
    for (const each of successor ? [person, successor] : [person])
      requireMay(ctx.viewer, 'tie.ask', ctx.book.ownersOf(each.id, ctx.now));
    if (leaving) requireMay(ctx.viewer, 'tie.ask', [leaving.id]);

    const { communityZone } = ctx.book;
    const today = dayOf(ctx.now, communityZone);
    const on = input.on ?? today;
    const at = on === today ? ctx.now : dayStart(on, communityZone);
    if (!this.parts.sights.of(ctx).hasRecordsBy(at))
      throw refuse.badInput(['input', 'on'], 'Nothing is recorded of this day: no position had begun.');
    if (successor?.id === person.id)
      throw refuse.badInput(['input', 'successorId'], 'This is the one who would be transferred.');
    if (joins) requireStanding(joins, { from: on, to: null }, ['input', 'on']);
    const posts = ctx.book.positionsOf(person.id).filter(({ from, to }) => from !== to && (to === null || to >= on));
    // What ends on that day all the same is the transfer's doing where it leads elsewhere, as when one is recorded.
    const ending = this.endingPosts(posts, on, joins, leaving).filter(({ to }) => joins !== null || to !== on);
    const staying = posts.filter((post) => post.to !== on && !ending.includes(post));
    if (joins && staying.some(({ organizationId }) => organizationId === joins.id))
      throw refuse.badInput(['input', 'organizationId'], 'This person holds a position there already, or will.');
    if (ending.length === 0)
      throw leaving
        ? refuse.badInput(
            ['input', 'leavingOrganizationId'],
            'This person holds no position there that could end then.',
          )
        : refuse.badInput(
            ['input', input.on == null ? 'personId' : 'on'],
            'This person holds no position then that could end.',
          );
    if (!ending.some(({ organizationId }) => may(ctx.viewer, 'tie.ask', [organizationId])))
      requireMay(ctx.viewer, 'tie.ask', [ending[0]!.organizationId]);
    const organizationsOf = (posts: readonly Position[]) =>
      posts
        .map(({ organizationId }) => ctx.book.organizations.get(organizationId)!)
        .sort((a, b) => (a.id < b.id ? -1 : 1));
    const leaves = organizationsOf(ending);
    const left = organizationsOf(ending.filter(({ to }) => to === on));
    const goOn = staying.filter(({ from }) => from <= on).map(({ organizationId }) => organizationId);
    const stays = leaves.filter(({ id }) => goOn.includes(id));
    return { person, successor, leaves, stays, left, joins, on, at };
  }

  /** As when a transfer is recorded: a post that begins on that day does not end on it. */
  private endingPosts(
    posts: readonly Position[],
    on: string,
    joins: Organization | null,
    leaving: Organization | undefined,
  ): readonly Position[] {
    const begun = posts.filter(({ from }) => from < on);
    if (leaving) return begun.filter(({ organizationId }) => organizationId === leaving.id);
    if (!joins) return begun;
    const last = latestBegun(begun);
    return last ? [last] : [];
  }

  private async move(ctx: Context, thought: Thought): Promise<SimulatedMove> {
    const { person, successor, leaves, stays, left, joins, at } = thought;
    const { persons, organizations } = this.parts.book;
    const known = persons.known(person.id);
    const numbers = left.map(({ id }) => organizations.of(id));
    const posts = known !== undefined && left.length > 0 ? { person: known, organizations: numbers } : undefined;
    const before = await this.networks.acquaintanceAt(ctx, at, posts);
    const vertex = known === undefined ? -1 : before.persons.indexOf(known);
    if (vertex === -1) return { at, person, successor, before, after: before, vertex: undefined };
    const steps = transferred(
      before,
      {
        person: vertex,
        leaves: leaves.filter((each) => !stays.includes(each)).map(({ id }) => organizations.of(id)),
        joins: joins ? organizations.of(joins.id) : undefined,
      },
      organizations.byId,
    );
    return { at, person, successor, before, after: await finish(ctx, steps), vertex };
  }
}
