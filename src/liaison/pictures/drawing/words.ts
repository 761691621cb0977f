/** All that pictures say, in each language. */

export type Language = 'JA' | 'EN';

export interface Words {
  readonly language: string;
  readonly kinds: Readonly<Record<string, string>>;
  readonly publicSide: string;
  readonly privateSide: string;
  surroundingsOf(name: string, day: string): string;
  matrixOn(day: string): string;
  asOf(day: string): string;
  /** What is not shown. */
  more(organizations: number): string;
  moreByKind(organizations: number): string;
  /** Those of a kind that are not named. */
  others(kind: string, organizations: number): string;
  count(organizations: number): string;
  readonly nobody: string;
  fadesOn(day: string, hasTarget: boolean): string;
  readonly faded: string;
  wants(trust: string): string;
  readonly noTie: string;
  readonly legend: {
    readonly trust: string;
    readonly trustShade: string;
    readonly fading: string;
    readonly short: string;
    readonly others: string;
    readonly none: string;
    readonly carrier: string;
    readonly sole: string;
    readonly articulation: string;
  };
  told: {
    surroundings(name: string, day: string, ties: number): string;
    strongest(bonds: readonly string[]): string;
    fading(bonds: readonly string[]): string;
    short(bonds: readonly string[]): string;
    hanging(bonds: readonly string[]): string;
    articulation(bonds: readonly string[]): string;
    none(): string;
    matrix(day: string, organizations: number, pairs: number, possible: number): string;
    others(kinds: readonly string[]): string;
    andMore(count: number): string;
  };
}

const JA: Words = {
  language: 'ja',
  kinds: {
    COORDINATION_BODY: '政府の調整機関',
    MINISTRY: '府省',
    AGENCY: '庁・委員会等',
    LEGISLATURE: '立法府',
    JUDICIARY: '司法府',
    INCORPORATED_AGENCY: '独立行政法人',
    LOCAL_GOVERNMENT: '地方公共団体',
    COORDINATION_CENTER: '調整センター',
    SOC_OPERATOR: 'SOC事業者',
    ASSOCIATION: '団体',
    COMPANY: '企業',
  },
  publicSide: '官',
  privateSide: '民',
  surroundingsOf: (name) => `${name} のつながり`,
  matrixOn: () => '組織間のつながり',
  asOf: (day) => `${day} 現在`,
  more: (organizations) => `ほか ${organizations} 組織`,
  moreByKind: (organizations) => `ほか ${organizations} 組織は種別ごと`,
  others: (kind, organizations) => `ほかの${kind} (${organizations})`,
  count: (organizations) => `${organizations} 組織とつながりがある`,
  nobody: 'この日までに顔を合わせた記録がない。',
  fadesOn: (day, hasTarget) => (hasTarget ? `${day} に目標を割る` : `${day} に途切れる`),
  faded: 'ほとんど途切れた',
  wants: (trust) => `目標 ${trust}`,
  noTie: 'つながりなし',
  legend: {
    trust: '信頼度 (線の太さ)',
    trustShade: '信頼度',
    fading: '180日後に 0.02 (目標があればそれ) に満たない',
    short: '目標に届いていない',
    others: '「ほかの…」: そのうちで最も強いつながり。目標や先行きは示さない',
    none: '目標はあるがつながりがない',
    carrier: '最も多くを担う人とその割合 (丸の大きさ)',
    sole: 'その人だけに懸かる',
    articulation: 'その人を通らなければ届かない',
  },
  told: {
    surroundings: (name, day, ties) => `${day} 現在、${name} は ${ties} 組織とつながりがある。`,
    strongest: (bonds) => `最も強いのは ${bonds.join('、')}。`,
    fading: (bonds) => `誰も会わなければ半年のうちに薄れるもの: ${bonds.join('、')}。`,
    short: (bonds) => `目標に届いていないもの: ${bonds.join('、')}。`,
    hanging: (bonds) => `一人だけに懸かるもの: ${bonds.join('、')}。`,
    articulation: (bonds) => `人を介しても、一人を通らなければ届かないもの: ${bonds.join('、')}。`,
    none: () => 'この日までに顔を合わせた記録がない。',
    matrix: (day, organizations, pairs, possible) =>
      `${day} 現在、${organizations} 組織の ${possible} 組のうち ${pairs} 組につながりがある。`,
    others: (kinds) => `名を挙げず種別ごとにまとめたもの: ${kinds.join('、')}。`,
    andMore: (count) => `ほか ${count}`,
  },
};

const EN: Words = {
  language: 'en',
  kinds: {
    COORDINATION_BODY: 'Coordination bodies',
    MINISTRY: 'Ministries',
    AGENCY: 'Agencies',
    LEGISLATURE: 'Legislature',
    JUDICIARY: 'Judiciary',
    INCORPORATED_AGENCY: 'Incorporated agencies',
    LOCAL_GOVERNMENT: 'Local government',
    COORDINATION_CENTER: 'Coordination centres',
    SOC_OPERATOR: 'SOC operators',
    ASSOCIATION: 'Associations',
    COMPANY: 'Companies',
  },
  publicSide: 'Public sector',
  privateSide: 'Private sector',
  surroundingsOf: (name) => `Ties of ${name}`,
  matrixOn: () => 'Ties between organizations',
  asOf: (day) => `as of ${day}`,
  more: (organizations) => `and ${organizations} more`,
  moreByKind: (organizations) => `${organizations} more by kind`,
  others: (kind, organizations) =>
    `Other ${kind.replace(/^[A-Z](?![A-Z])/, (initial) => initial.toLowerCase())} (${organizations})`,
  count: (organizations) => (organizations === 1 ? 'tied to 1 organization' : `tied to ${organizations} organizations`),
  nobody: 'No meeting is recorded up to this day.',
  fadesOn: (day, hasTarget) => (hasTarget ? `under its target on ${day}` : `fades on ${day}`),
  faded: 'has faded',
  wants: (trust) => `target ${trust}`,
  noTie: 'no tie',
  legend: {
    trust: 'Trust (width of the line)',
    trustShade: 'Trust',
    fading: 'less than 0.02, or its target, 180 days on',
    short: 'under its target',
    others: 'Other …: the strongest tie of any of them, without targets and what becomes of it',
    none: 'a target, and no tie',
    carrier: 'who carries most of it, and how much (size of the dot)',
    sole: 'it hangs on that person alone',
    articulation: 'every way there leads through that person',
  },
  told: {
    surroundings: (name, day, ties) =>
      `As of ${day}, ${name} has ties to ${ties} ${ties === 1 ? 'organization' : 'organizations'}.`,
    strongest: (bonds) => `The strongest: ${bonds.join(', ')}.`,
    fading: (bonds) => `Fading within half a year if nobody meets: ${bonds.join(', ')}.`,
    short: (bonds) => `Under their target: ${bonds.join(', ')}.`,
    hanging: (bonds) => `Hanging on one person: ${bonds.join(', ')}.`,
    articulation: (bonds) => `Reached through one person only, however far around: ${bonds.join(', ')}.`,
    none: () => 'No meeting is recorded up to this day.',
    matrix: (day, organizations, pairs, possible) =>
      `As of ${day}, ${pairs} of the ${possible} pairs of ${organizations} organizations have a tie.`,
    others: (kinds) => `By kind, without names: ${kinds.join(', ')}.`,
    andMore: (count) => `${count} more`,
  },
};

export const WORDS: Readonly<Record<Language, Words>> = { JA, EN };

const MOST_NAMED = 5;

/** The first few of a list, and how many there are besides. */
export function few(words: Words, all: readonly string[]): string[] {
  return all.length <= MOST_NAMED
    ? [...all]
    : [...all.slice(0, MOST_NAMED), words.told.andMore(all.length - MOST_NAMED)];
}

/** Never 1.00, which nothing reaches. */
export function trustText(trust: number): string {
  return (Math.floor(trust * 100 + 1e-9) / 100).toFixed(2);
}

/** As it was set, of six digits at most: 0.99 and 0.999 are far from each other, and it is not to look like a trust below it. */
export function targetText(wanted: number): string {
  const [whole, digits = ''] = String(Math.floor(wanted * 1e6 + 1e-9) / 1e6).split('.');
  return `${whole}.${digits.padEnd(2, '0')}`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
