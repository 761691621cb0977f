import { org } from './reference-organizations.js';

export { constituencies, organizations } from './reference-organizations.js';

export interface ReferenceCsirt {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly shortName: string;
  readonly description: string;
  /** YYYY-MM-DD; null where the day is not certain. */
  readonly establishedOn: string | null;
  readonly timeZone: 'Asia/Tokyo';
}

export interface ReferenceNetwork {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string | null;
  readonly description: string;
  readonly hubId: string;
}

export interface ReferenceMembership {
  readonly id: string;
  readonly networkId: string;
  readonly organizationId: string;
  /** YYYY-MM-DD, the first day. */
  readonly from: string;
}

/** Only the two teams that are public beyond doubt: the ministries' own are what the document asks to be built. */
export const csirts: readonly ReferenceCsirt[] = [
  {
    id: 'csirt_01kdvdna1qergrs2r6gkah5kw5',
    organizationId: org.nisc,
    name: '内閣官房情報セキュリティセンター',
    shortName: 'NISC',
    // Section (v) makes it clear that NISC is this; the centre is older, so no day is that of the team.
    description: '政府機関のCSIRT等の間の連携・調整を行う、政府の調整役CSIRT。',
    establishedOn: null,
    timeZone: 'Asia/Tokyo',
  },
  {
    id: 'csirt_01kdvdna1recmb2zazcz7vpcce',
    organizationId: org.jpcert,
    name: 'JPCERTコーディネーションセンター',
    shortName: 'JPCERT/CC',
    // Sources agree on the year, not on the day.
    description: '国内外のCSIRT等との間で、インシデント対応を中立の立場で調整する。1996年発足。',
    establishedOn: null,
    timeZone: 'Asia/Tokyo',
  },
];

const network = {
  cyberIntelligence: 'network_01kdvdna1sfxca6qw2dkd20sp1',
  jcsip: 'network_01kdvdna1temva5w3qpgj67qrr',
  telecomIsac: 'network_01kdvdna1vehwvj9th9vrjy46x',
  interMinistry: 'network_01kdvdna1wfqaat0b4hzc5s3zv',
} as const;

/**
 * Section (ii). The hub is the body to which the document gives the network and which may pass its information on with
 * the participants' consent: the National Police Agency, METI and MIC each for theirs, NISC for the one that it runs.
 */
export const networks: readonly ReferenceNetwork[] = [
  {
    id: network.cyberIntelligence,
    name: 'サイバーインテリジェンス情報共有ネットワーク',
    nameEn: null,
    description: '警察庁の情報共有ネットワーク。NISCや国内のCSIRT等との共有には、参加者の了解を要する。',
    hubId: org.npa,
  },
  {
    id: network.jcsip,
    name: 'サイバー情報共有イニシアティブ (J-CSIP)',
    nameEn: 'Initiative for Cyber Security Information sharing Partnership of Japan (J-CSIP)',
    description: '経済産業省の情報共有ネットワーク。NISCや国内のCSIRT等との共有には、参加者の了解を要する。',
    hubId: org.meti,
  },
  {
    id: network.telecomIsac,
    name: 'テレコムアイザック官民協議会',
    nameEn: null,
    description: '総務省の情報共有ネットワーク。NISCや国内のCSIRT等との共有には、参加者の了解を要する。',
    hubId: org.mic,
  },
  {
    id: network.interMinistry,
    name: '府省庁間のインシデント情報共有ネットワーク',
    nameEn: null,
    description: 'NISCが運用する府省庁間のネットワーク。他のネットワークとの共有には、提供元の政府機関の了解を要する。',
    hubId: org.nisc,
  },
];

/** The day of the document is the first on which these memberships are known to hold; they may be older. */
const from = '2012-01-19';

/**
 * A hub takes part in its own network. The inter-ministry network is that of the 府省庁, whom the appendix lists. NISC
 * is no member of the other three: what is in them reaches it with their participants' consent only. Nor are the
 * observers: they are informed by NISC. Of the companies in the first three the document names none.
 */
export const memberships: readonly ReferenceMembership[] = [
  { id: 'membership_01kdvdna1xf159z9m2bxpbf47j', networkId: network.cyberIntelligence, organizationId: org.npa, from },
  { id: 'membership_01kdvdna1yftvtjb5hy2qn727p', networkId: network.jcsip, organizationId: org.meti, from },
  { id: 'membership_01kdvdna1zf70aj1zj2c3x8pmb', networkId: network.telecomIsac, organizationId: org.mic, from },
  { id: 'membership_01kdvdna20exxt3cvt5vfcbzsb', networkId: network.interMinistry, organizationId: org.nisc, from },
  { id: 'membership_01kdvdna21e19bsk99v0naq2dp', networkId: network.interMinistry, organizationId: org.cas, from },
  { id: 'membership_01kdvdna22fjw8c55xqnqntmkm', networkId: network.interMinistry, organizationId: org.clb, from },
  { id: 'membership_01kdvdna23eqj9d3s3tc8fh6dt', networkId: network.interMinistry, organizationId: org.jinji, from },
  { id: 'membership_01kdvdna24f06ta3thxezygfry', networkId: network.interMinistry, organizationId: org.cao, from },
  { id: 'membership_01kdvdna25f86tw201x1x7m1sx', networkId: network.interMinistry, organizationId: org.iha, from },
  { id: 'membership_01kdvdna26ebhtmzxfav11fptc', networkId: network.interMinistry, organizationId: org.jftc, from },
  { id: 'membership_01kdvdna27ecpax2e3zrrpgdy9', networkId: network.interMinistry, organizationId: org.npa, from },
  { id: 'membership_01kdvdna28fx086fvx1jxy2bqc', networkId: network.interMinistry, organizationId: org.fsa, from },
  { id: 'membership_01kdvdna29esetwdgd1et82bmj', networkId: network.interMinistry, organizationId: org.caa, from },
  { id: 'membership_01kdvdna2aev388djzycgfjm71', networkId: network.interMinistry, organizationId: org.mic, from },
  { id: 'membership_01kdvdna2bes6a81xs32fa8f8f', networkId: network.interMinistry, organizationId: org.moj, from },
  { id: 'membership_01kdvdna2cehgss1kpwbgag51r', networkId: network.interMinistry, organizationId: org.mofa, from },
  { id: 'membership_01kdvdna2dfc5rcpdgsj31x34x', networkId: network.interMinistry, organizationId: org.mof, from },
  { id: 'membership_01kdvdna2efs3r1ncaczevhag8', networkId: network.interMinistry, organizationId: org.mext, from },
  { id: 'membership_01kdvdna2fea5r1wx41pdexazd', networkId: network.interMinistry, organizationId: org.mhlw, from },
  { id: 'membership_01kdvdna2gevx9k051wzgjmt78', networkId: network.interMinistry, organizationId: org.maff, from },
  { id: 'membership_01kdvdna2hex881xckcjhp9h2t', networkId: network.interMinistry, organizationId: org.meti, from },
  { id: 'membership_01kdvdna2jekrtyzycdb17a71b', networkId: network.interMinistry, organizationId: org.mlit, from },
  { id: 'membership_01kdvdna2kf2ztrwxz71wxbjf6', networkId: network.interMinistry, organizationId: org.moe, from },
  { id: 'membership_01kdvdna2mearvj02c7f5dv7zx', networkId: network.interMinistry, organizationId: org.mod, from },
];

/** Whom a contact chain ends with, in this order. */
export const coordinatorsOfLastResort: readonly string[] = [org.jpcert, org.nisc];
