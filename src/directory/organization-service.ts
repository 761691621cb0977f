import { requireMay } from '../access/policy.js';
import { dayStart } from '../kernel/days.js';
import { newId } from '../kernel/ids.js';
import { at, refuse, type InputPath } from '../kernel/refusal.js';
import type { Transaction } from '../kernel/writes.js';
import type { DirectoryBook } from './book.js';
import { Constituency, ConstituencyKind } from './constituency.js';
import type { Context } from './context.js';
import { Csirt } from './csirt.js';
import { asIs, clearable, optionalText, optionalValue, present, requiredText, requireVersion } from './input.js';
import { lookUp, lookUpIfGiven } from './lookup.js';
import { NetworkMembership } from './network.js';
import { Organization, type RegisterOrganizationInput, type UpdateOrganizationInput } from './organization.js';
import { Position } from './person.js';
import { PointOfContact } from './point-of-contact.js';
import { endAt } from './terms.js';
import { parseConstituency } from './values/constituency.js';
import { parseCorporateNumber } from './values/corporate-number.js';
import { parseWebUrl } from './values/web-url.js';

interface Value {
  readonly kind: ConstituencyKind;
  readonly value: string;
}

/** While a constituency holds: `from` null from ever, `to` null without an end that is known. */
type Validity = Pick<Constituency, 'from' | 'to'>;

const FROM_EVER: Validity = { from: null, to: null };
/** One who answers for what another answered for, until it is dissolved in turn; null where no end is known. */
interface Heir {
  readonly id: string;
  readonly until: Date | null;
}

const TREE = 'the tree of organizations';

export class OrganizationService {
  register(ctx: Context, input: RegisterOrganizationInput): Promise<Organization> {
    const parent = lookUpIfGiven(ctx, 'Organization', input.parentId, ['input', 'parentId']);
    requireMay(ctx.viewer, 'organization.register', []);
    const id = newId('Organization');
    const organization = {
      id,
      name: requiredText(input.name, ['input', 'name']),
      nameEn: optionalText(input.nameEn),
      kana: optionalText(input.kana),
      kind: input.kind,
      sector: input.sector,
      corporateNumber: optionalValue(input.corporateNumber, ['input', 'corporateNumber'], parseCorporateNumber),
      website: optionalValue(input.website, ['input', 'website'], parseWebUrl),
      observer: input.observer ?? false,
      parentId: parent?.id ?? null,
      dissolvedOn: null,
      successorId: null,
    };
    const constituencies = readConstituencies(input.constituencies ?? []);
    return ctx.write(async (tx) => {
      await tx.insert(Organization, organization);
      // What is registered first holds from ever: an undated attribute has no beginning that is known.
      for (const [place, each] of constituencies.entries()) await this.claim(tx, id, each, FROM_EVER, place);
      return id;
    });
  }

  update(ctx: Context, id: string, version: number, input: UpdateOrganizationInput): Promise<Organization> {
    const organization = lookUp(ctx, 'Organization', id, ['id']);
    const parent = lookUpIfGiven(ctx, 'Organization', input.parentId, ['input', 'parentId']);
    requireMay(ctx.viewer, 'organization.update', [organization.id]);
    const changes: Partial<Organization> = {
      ...present(input, 'name', requiredText),
      ...clearable(input, 'nameEn', optionalText),
      ...clearable(input, 'kana', optionalText),
      ...present(input, 'kind', asIs),
      ...present(input, 'sector', asIs),
      ...clearable(input, 'corporateNumber', (text, path) => optionalValue(text, path, parseCorporateNumber)),
      ...clearable(input, 'website', (text, path) => optionalValue(text, path, parseWebUrl)),
      ...present(input, 'observer', asIs),
      ...(input.parentId === undefined ? {} : { parentId: parent?.id ?? null }),
    };
    const constituencies =
      input.constituencies === undefined ? undefined : readConstituencies(input.constituencies ?? []);
    return ctx.write(async (tx) => {
      if (changes.parentId) await this.requireNoCycle(tx, id, changes.parentId);
      const locked = await tx.lockOne(Organization, id);
      requireVersion(locked, version);
      // Its version counts every update, one of the constituencies alone as well.
      await tx.update(Organization, id, { name: locked.name, ...changes });
      if (constituencies) {
        const { dissolvedOn } = locked;
        const end = dissolvedOn === null ? null : new Date(dayStart(dissolvedOn, ctx.book.communityZone));
        await this.replaceConstituencies(tx, id, constituencies, end);
      }
      return id;
    });
  }

  /** Everything of it ends on that day; what it answered for, and what was below it, goes to the successor. */
  dissolve(ctx: Context, id: string, on: string, successorId: string | null | undefined): Promise<Organization> {
    const organization = lookUp(ctx, 'Organization', id, ['id']);
    const successor = lookUpIfGiven(ctx, 'Organization', successorId, ['successorId']);
    requireMay(ctx.viewer, 'organization.dissolve', [organization.id]);
    if (successor?.id === id) throw refuse.badInput(['successorId'], 'An organization cannot succeed itself.');
    const end = dayStart(on, ctx.book.communityZone);
    if (successor && !ctx.book.exists(successor, end))
      throw refuse.badInput(['successorId'], 'The successor is itself dissolved by then.');
    return ctx.write(async (tx) => {
      await tx.serialize(TREE);
      const locked = await tx.lockOne(Organization, id);
      if (locked.dissolvedOn) throw refuse.conflict(`It is dissolved on ${locked.dissolvedOn} already.`, ['id']);
      await tx.update(Organization, id, { dissolvedOn: on, successorId: successor?.id ?? null });
      if (successor) await this.handOverChildren(tx, organization, successor);
      await this.handOverConstituencies(tx, id, new Date(end), heirsOf(ctx.book, organization, successor));
      await endAt(tx, Position, { organizationId: id }, on);
      await endAt(tx, NetworkMembership, { organizationId: id }, on);
      for (const csirt of await tx.lock(Csirt, { organizationId: id })) {
        if (csirt.disbandedOn === null || csirt.disbandedOn > on) await tx.update(Csirt, csirt.id, { disbandedOn: on });
        await endAt(tx, PointOfContact, { csirtId: csirt.id }, on);
      }
      return id;
    });
  }

  private async claim(
    tx: Transaction,
    organizationId: string,
    { kind, value }: Value,
    { from, to }: Validity,
    place: number,
  ): Promise<void> {
    const [held] = await tx.query<{ to: Date | null }>(
      `select "to" from constituency where kind = $1 and value = $2 and tstzrange("from", "to") && tstzrange($3, $4) and organization_id <> $5 limit 1`,
      [kind, value, from, to, organizationId],
    );
    if (held) {
      const until = held.to
        ? ` until ${held.to.toISOString()}; register without it and add it by an update, from when on it holds`
        : '';
      throw refuse.conflict(`${value} is another organization's constituency${until}.`, [
        'input',
        'constituencies',
        place,
      ]);
    }
    await tx.insert(Constituency, { id: newId('Constituency'), organizationId, kind, value, from, to });
  }

  /** @param end when the organization is dissolved; from then on it answers for nothing. */
  private async replaceConstituencies(
    tx: Transaction,
    organizationId: string,
    wanted: readonly Value[],
    end: Date | null,
  ): Promise<void> {
    const all = await tx.lock(Constituency, { organizationId });
    const held = all.filter(({ to }) => to === null || to > tx.moment);
    if (end && end <= tx.moment && wanted.length > 0)
      throw refuse.badInput(['input', 'constituencies'], 'This organization is dissolved: it answers for nothing.');
    const key = ({ kind, value }: Value) => `${kind} ${value}`;
    const wantedKeys = new Set(wanted.map(key));
    const heldKeys = new Set(held.map(key));
    for (const each of held) {
      if (wantedKeys.has(key(each))) continue;
      await tx.update(Constituency, each.id, { to: each.from && each.from > tx.moment ? each.from : tx.moment });
    }
    for (const [place, each] of wanted.entries())
      if (!heldKeys.has(key(each))) await this.claim(tx, organizationId, each, { from: tx.moment, to: end }, place);
  }

  private async handOverConstituencies(
    tx: Transaction,
    organizationId: string,
    end: Date,
    heirs: readonly Heir[],
  ): Promise<void> {
    for (const each of await tx.lock(Constituency, { organizationId })) {
      if (each.to && each.to <= end) continue;
      // One taken over only after that day was somebody else's, or nobody's, until then.
      let from = each.from && each.from > end ? each.from : end;
      await tx.update(Constituency, each.id, { to: from });
      for (const heir of heirs) {
        const to = heir.until && (!each.to || heir.until < each.to) ? heir.until : each.to;
        if (to && to <= from) continue;
        await tx.insert(Constituency, {
          id: newId('Constituency'),
          organizationId: heir.id,
          kind: each.kind,
          value: each.value,
          from,
          to,
        });
        if (!to) break;
        from = to;
      }
    }
  }

  private async handOverChildren(tx: Transaction, organization: Organization, successor: Organization): Promise<void> {
    const above = await this.ancestorsOf(tx, successor.id);
    // A successor from among the descendants takes the place of what it succeeds; it cannot be above itself.
    const children = await tx.lock(Organization, { parentId: organization.id });
    for (const child of children) {
      if (child.id === successor.id || above.includes(child.id))
        await tx.update(Organization, child.id, { parentId: organization.parentId });
      else await tx.update(Organization, child.id, { parentId: successor.id });
    }
  }

  private async requireNoCycle(tx: Transaction, id: string, parentId: string): Promise<void> {
    await tx.serialize(TREE);
    if (parentId === id || (await this.ancestorsOf(tx, parentId)).includes(id))
      throw refuse.badInput(['input', 'parentId'], 'An organization cannot be above itself.');
  }

  private async ancestorsOf(tx: Transaction, id: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `with recursive above (id, parent_id) as (
         select id, parent_id from organization where id = $1
         union
         select o.id, o.parent_id from organization o join above a on o.id = a.parent_id)
       select id from above where id <> $1`,
      [id],
    );
    return rows.map((row) => row.id);
  }
}

/** The successor, its own successor where its end is known already, and so on. */
function heirsOf(book: DirectoryBook, dissolved: Organization, successor: Organization | undefined): Heir[] {
  const heirs = new Map<string, Heir>();
  let heir = successor;
  while (heir && heir.id !== dissolved.id && !heirs.has(heir.id)) {
    const { id, dissolvedOn, successorId } = heir;
    heirs.set(id, { id, until: dissolvedOn === null ? null : new Date(dayStart(dissolvedOn, book.communityZone)) });
    heir = book.organizations.get(successorId ?? '');
  }
  return [...heirs.values()];
}

function readConstituencies(texts: readonly string[]): Value[] {
  const seen = new Map<string, Value>();
  for (const [place, text] of texts.entries()) {
    const path: InputPath = ['input', 'constituencies', place];
    const { kind, value } = at(path, () => parseConstituency(text));
    if (seen.has(`${kind} ${value}`)) throw refuse.badInput(path, `${value} is in the list twice.`);
    seen.set(`${kind} ${value}`, { kind: ConstituencyKind[kind], value });
  }
  return [...seen.values()];
}
