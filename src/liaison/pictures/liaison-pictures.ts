import { requireMay } from '../../access/policy.js';
import type { Context } from '../../directory/context.js';
import { OrganizationKind, type Organization } from '../../directory/organization.js';
import type { Person } from '../../directory/person.js';
import { dayOf } from '../../kernel/days.js';
import { compareText } from '../../kernel/ids.js';
import { LiaisonPicture, PictureLanguage } from './liaison-picture.js';
import { matrixPicture, MOST_ROWS } from './drawing/matrix.js';
import type { Bond, MainCarrier, Party, Picture } from './drawing/scene.js';
import { chosen, surroundingsPicture } from './drawing/surroundings.js';
import type { Networks } from '../networks.js';
import type { Bonds, OrganizationBond } from './bonds.js';
import type { OthersOfAKind } from './strongest.js';
import type { Carrier } from '../ties/organization-pairs.js';
import type { Ties } from '../ties/ties.js';
import { finish } from '../unhurried.js';

const BONDS_A_STEP = 512;

/** Pictures of ties as of a moment (ms since the epoch), of the encounters and persons that a viewer may see. */
export class LiaisonPictures {
  constructor(
    private readonly networks: Networks,
    private readonly bonds: Bonds,
    private readonly ties: Ties,
  ) {}

  /** An organization and those it has ties to. @throws FORBIDDEN for whoever may not ask for its ties */
  async surroundings(
    ctx: Context,
    organization: Organization,
    at: number,
    language: PictureLanguage,
  ): Promise<LiaisonPicture> {
    requireMay(ctx.viewer, 'tie.ask', [organization.id]);
    const network = await this.networks.at(ctx, at);
    const bonds = await this.bonds.around(ctx, network, organization);
    const { shown, left } = await finish(ctx, chosenOf(bonds, language));
    const isGatekeeper = await this.bonds.gatekeepers(ctx, network, organization);
    const told = await this.bonds.outlooks(ctx, network, shown);
    const carriers = await this.bonds.carriers(ctx, network, told);
    const neighbours = told.map((bond, place) => ({
      ...bond,
      carrier: this.mainCarrier(ctx, bond, carriers[place]![0], language, isGatekeeper),
    }));
    const surroundings = {
      day: this.dayOf(ctx, at),
      middle: partyOf(organization, language),
      ties: bonds.reduce((count, { strength }) => count + Number(strength > 0), 0),
      neighbours,
      left,
    };
    const picture = await finish(ctx, surroundingsPicture(surroundings, language));
    return describe(picture, at, organization, shown.length, left.public + left.private);
  }

  /** The organizations with most ties, each with each. @throws FORBIDDEN for whoever may not ask for the ties of all */
  async matrix(ctx: Context, at: number, language: PictureLanguage): Promise<LiaisonPicture> {
    requireMay(ctx.viewer, 'tie.ask', []);
    const network = await this.networks.at(ctx, at);
    const { organizations, bonds, others } = await this.bonds.strongest(ctx, network, MOST_ROWS);
    // Those of a kind that are not named stand behind those that are.
    const rows = [...organizations, ...others].sort(
      (a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || compareText(idOf(a), idOf(b)),
    );
    const places = new Map(rows.map((row, place) => [row, place]));
    const fields = new Map<number, Bond>();
    const put = (one: Organization | OthersOfAKind, other: Organization | OthersOfAKind, bond: Bond) => {
      const [place, there] = [places.get(one), places.get(other)];
      if (place !== undefined && there !== undefined)
        fields.set(Math.min(place, there) * MOST_ROWS + Math.max(place, there), bond);
    };
    for (const bond of await this.bonds.outlooks(ctx, network, bonds)) put(bond.from, bond.to, bond);
    for (const group of others) {
      const putAll = (trusts: Float64Array, rows: readonly (Organization | OthersOfAKind)[]) =>
        trusts.forEach((trust, place) => {
          if (trust > 0) put(group, rows[place]!, { trust, wanted: null, fadesOn: null, isFading: false });
        });
      putAll(group.trustToChosen, organizations);
      putAll(group.trustToOthers, others);
    }
    const left = others.reduce((sum, group) => sum + group.organizations, 0);
    const matrix = {
      day: this.dayOf(ctx, at),
      parties: rows.map((row) => (isGroup(row) ? groupParty(row) : partyOf(row, language))),
      bondOf: (place: number, other: number) => fields.get(place * MOST_ROWS + other),
      left,
    };
    const picture = await finish(ctx, matrixPicture(matrix, language));
    return describe(picture, at, null, organizations.length, left);
  }

  private mainCarrier(
    ctx: Context,
    { to }: OrganizationBond,
    carrier: Carrier | undefined,
    language: PictureLanguage,
    isGatekeeper: (person: number, to: Organization) => boolean,
  ): MainCarrier | null {
    if (!carrier) return null;
    const person = this.ties.personOf(ctx, carrier.person);
    // A name in a picture is told as much as one in a field.
    if (ctx.isGlassBroken) ctx.noteTold(person, 'name');
    return { name: nameOf(person, language), share: carrier.share, isArticulation: isGatekeeper(carrier.person, to) };
  }

  private dayOf({ book }: Context, at: number): string {
    return dayOf(at, book.communityZone);
  }
}

/** The order of the schema: from those that coordinate to companies. */
const KINDS = Object.values(OrganizationKind);

function* chosenOf(bonds: readonly OrganizationBond[], language: PictureLanguage) {
  const all: (OrganizationBond & { readonly party: Party })[] = [];
  for (const bond of bonds) {
    if (all.length % BONDS_A_STEP === 0) yield;
    all.push({ ...bond, party: partyOf(bond.to, language) });
  }
  return chosen(all);
}

function isGroup(row: Organization | OthersOfAKind): row is OthersOfAKind {
  return 'organizations' in row;
}

/** Behind every id. */
function idOf(row: Organization | OthersOfAKind): string {
  return isGroup(row) ? '~' : row.id;
}

function groupParty({ kind, organizations }: OthersOfAKind): Party {
  return { id: kind, name: '', kind, together: organizations };
}

function partyOf(organization: Organization, language: PictureLanguage): Party {
  return { id: organization.id, name: nameOf(organization, language), kind: organization.kind };
}

function nameOf({ name, nameEn }: Organization | Person, language: PictureLanguage): string {
  return language === PictureLanguage.EN ? (nameEn ?? name) : name;
}

function describe(
  picture: Picture,
  at: number,
  organization: Organization | null,
  shown: number,
  omitted: number,
): LiaisonPicture {
  return Object.assign(new LiaisonPicture(), { ...picture, at: new Date(at), organization, shown, omitted });
}
