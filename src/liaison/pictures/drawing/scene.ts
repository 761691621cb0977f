/** What pictures are made of: names and numbers, without the directory that they come from. */

/** An organization as it is drawn. */
export interface Party {
  readonly id: string;
  /** In the language of the picture. */
  readonly name: string;
  /** As in OrganizationKind. */
  readonly kind: string;
  /** How many organizations of that kind stand here together, without a name. */
  readonly together?: number;
}

/** What is between two organizations, and what becomes of it. */
export interface Bond {
  /** 0 where there is only a target. */
  readonly trust: number;
  /** The liaison target; null where none is set. */
  readonly wanted: number | null;
  /** The first day on which the trust is below the target, or below the least that counts, if nobody meets; null: not before the horizon, or it is already. */
  readonly fadesOn: string | null;
  /** Whether there is less than counts, or will be before the horizon. */
  readonly isFading: boolean;
}

/** Whoever carries most of a tie. */
export interface MainCarrier {
  readonly name: string;
  readonly share: number;
  /** Whether every way to the neighbour leads through this person, over others too. */
  readonly isArticulation: boolean;
}

export interface Neighbour extends Bond {
  readonly party: Party;
  readonly carrier: MainCarrier | null;
}

/** An organization and those it has ties to. */
export interface Surroundings {
  /** YYYY-MM-DD */
  readonly day: string;
  readonly middle: Party;
  /** To how many it has ties. */
  readonly ties: number;
  /** Of those that can be shown, the strongest first. */
  readonly neighbours: readonly Neighbour[];
  /** How many there are besides, on either side. */
  readonly left: { readonly public: number; readonly private: number };
}

/** The ties of many organizations, each with each. */
export interface Matrix {
  /** YYYY-MM-DD */
  readonly day: string;
  /** In the order in which they stand. */
  readonly parties: readonly Party[];
  /** By the places of both, the lower first; undefined where there is nothing. Of those who stand together, the strongest of all ties. */
  bondOf(place: number, other: number): Bond | undefined;
  /** How many there are besides, all of them among those who stand together. */
  readonly left: number;
}

/** A picture, and what it shows in words. */
export interface Picture {
  readonly title: string;
  readonly description: string;
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** How a bond is drawn. */
export type BondState = 'steady' | 'fading' | 'short';

/** A target that is not met says more than that it will not be. */
export function stateOf({ trust, wanted, isFading }: Bond): BondState {
  if (wanted !== null && trust < wanted) return 'short';
  return isFading ? 'fading' : 'steady';
}

const PUBLIC: ReadonlySet<string> = new Set([
  'COORDINATION_BODY',
  'MINISTRY',
  'AGENCY',
  'LEGISLATURE',
  'JUDICIARY',
  'INCORPORATED_AGENCY',
  'LOCAL_GOVERNMENT',
]);

/** Whether it is of the public side (官) and not of the private one (民). */
export function isPublic({ kind }: Party): boolean {
  return PUBLIC.has(kind);
}
