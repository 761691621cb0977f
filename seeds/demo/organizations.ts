import type { OrganizationKind, Sector } from '../../src/directory/organization.js';
import { demoId } from '../ids.js';
import { networks } from '../reference-data.js';
import { org } from '../reference-organizations.js';

/**
 * Companies that do not exist, called Example, Sample, Imaginary and the like. What they answer for is set aside for
 * documentation and reaches nobody: domains (RFC 2606), prefixes (RFC 5737, RFC 3849), AS numbers (RFC 5398). They have no
 * corporate number: any that has a right check digit may be somebody's.
 */
export interface DemoOrganization {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string;
  readonly kana: string;
  readonly kind: keyof typeof OrganizationKind;
  readonly sector: keyof typeof Sector;
  readonly website: string;
  readonly parentId: string | null;
  /** YYYY-MM-DD; null while it is not dissolved. */
  readonly dissolvedOn: string | null;
  readonly successorId: string | null;
}

export interface DemoConstituency {
  readonly id: string;
  readonly organizationId: string;
  readonly kind: 'DOMAIN' | 'PREFIX' | 'AS_NUMBER';
  readonly value: string;
  /** RFC 3339; null: from ever, or still. */
  readonly from: string | null;
  readonly to: string | null;
}

export interface DemoMembership {
  readonly id: string;
  readonly networkId: string;
  readonly organizationId: string;
  /** YYYY-MM-DD, half-open. */
  readonly from: string;
  readonly to: string | null;
}

/** The ids of the companies, and of a city. */
export const company = {
  bank: demoId('Organization', 1),
  netBank: demoId('Organization', 2),
  telecom: demoId('Organization', 3),
  dataCentre: demoId('Organization', 4),
  hosting: demoId('Organization', 5),
  soc: demoId('Organization', 6),
  nightSoc: demoId('Organization', 7),
  heavy: demoId('Organization', 8),
  power: demoId('Organization', 9),
  creditUnion: demoId('Organization', 10),
  airline: demoId('Organization', 11),
  city: demoId('Organization', 12),
} as const;

const standing = { parentId: null, dissolvedOn: null, successorId: null };

export const organizations: readonly DemoOrganization[] = [
  {
    ...standing,
    id: company.bank,
    name: '例示銀行株式会社',
    nameEn: 'Example Bank, Ltd.',
    kana: 'レイジギンコウカブシキガイシャ',
    kind: 'COMPANY',
    sector: 'FINANCE',
    website: 'https://www.example-bank.example/',
  },
  {
    ...standing,
    // Without a CSIRT: whoever asks for it is led to that of the bank above it.
    id: company.netBank,
    name: '例示ネット銀行株式会社',
    nameEn: 'Example Net Bank, Ltd.',
    kana: 'レイジネットギンコウカブシキガイシャ',
    kind: 'COMPANY',
    sector: 'FINANCE',
    website: 'https://www.bank.example/',
    parentId: company.bank,
  },
  {
    ...standing,
    id: company.telecom,
    name: '見本通信株式会社',
    nameEn: 'Sample Telecom Corporation',
    kana: 'ミホンツウシンカブシキガイシャ',
    kind: 'COMPANY',
    sector: 'INFORMATION_COMMUNICATIONS',
    website: 'https://www.telecom.example/',
  },
  {
    ...standing,
    id: company.dataCentre,
    name: '見本データセンター株式会社',
    nameEn: 'Sample Data Centre, Inc.',
    kana: 'ミホンデータセンターカブシキガイシャ',
    kind: 'COMPANY',
    sector: 'INFORMATION_COMMUNICATIONS',
    website: 'https://www.datacentre.example/',
    parentId: company.telecom,
  },
  {
    // Merged into the data centre: what was its own is the data centre's since.
    id: company.hosting,
    name: '見本ホスティング株式会社',
    nameEn: 'Sample Hosting, Inc.',
    kana: 'ミホンホスティングカブシキガイシャ',
    kind: 'COMPANY',
    sector: 'INFORMATION_COMMUNICATIONS',
    website: 'https://www.hosting.example/',
    parentId: company.telecom,
    dissolvedOn: '2025-04-01',
    successorId: company.dataCentre,
  },
  {
    ...standing,
    id: company.soc,
    name: '架空セキュリティ監視株式会社',
    nameEn: 'Imaginary Security Watch, Inc.',
    kana: 'カクウセキュリティカンシカブシキガイシャ',
    kind: 'SOC_OPERATOR',
    sector: 'SECURITY_SERVICES',
    website: 'https://www.soc.example/',
  },
  {
    ...standing,
    id: company.nightSoc,
    name: '仮想SOCサービス合同会社',
    nameEn: 'Virtual Example SOC LLC',
    kana: 'カソウソックサービスゴウドウガイシャ',
    kind: 'SOC_OPERATOR',
    sector: 'SECURITY_SERVICES',
    website: 'https://www.virtual-soc.example/',
  },
  {
    ...standing,
    id: company.heavy,
    name: '試作重工業株式会社',
    nameEn: 'Prototype Heavy Industries, Ltd.',
    kana: 'シサクジュウコウギョウカブシキガイシャ',
    kind: 'COMPANY',
    sector: 'DEFENSE',
    website: 'https://www.heavy.example/',
  },
  {
    ...standing,
    id: company.power,
    name: '想定電力株式会社',
    nameEn: 'Hypothetical Electric Power Company',
    kana: 'ソウテイデンリョクカブシキガイシャ',
    kind: 'COMPANY',
    sector: 'ELECTRICITY',
    website: 'https://www.power.example/',
  },
  {
    ...standing,
    id: company.creditUnion,
    name: '雛形信用金庫',
    nameEn: 'Template Shinkin Bank',
    kana: 'ヒナガタシンヨウキンコ',
    kind: 'COMPANY',
    sector: 'FINANCE',
    website: 'https://www.shinkin.example/',
  },
  {
    ...standing,
    id: company.airline,
    name: '凡例航空株式会社',
    nameEn: 'Example Airlines, Inc.',
    kana: 'ハンレイコウクウカブシキガイシャ',
    kind: 'COMPANY',
    sector: 'AVIATION',
    website: 'https://www.airline.example/',
  },
  {
    ...standing,
    id: company.city,
    name: '例題市',
    nameEn: 'Reidai City',
    kana: 'レイダイシ',
    kind: 'LOCAL_GOVERNMENT',
    sector: 'LOCAL_GOVERNMENT',
    website: 'https://www.city.example/',
  },
];

function answersFor(kind: DemoConstituency['kind']) {
  return (
    slot: number,
    organizationId: string,
    value: string,
    from: string | null = null,
    to: string | null = null,
  ): DemoConstituency => ({ id: demoId('Constituency', slot), organizationId, kind, value, from, to });
}

const domain = answersFor('DOMAIN');
const prefix = answersFor('PREFIX');
const asNumber = answersFor('AS_NUMBER');

/** The day on which the data centre took the hosting company in. */
const MERGER = '2025-04-01T00:00:00+09:00';

export const constituencies: readonly DemoConstituency[] = [
  domain(1, company.bank, 'example-bank.example'),
  // 例示銀行.example in A-labels.
  domain(2, company.bank, 'xn--fsq192hypjr2j.example'),
  prefix(3, company.bank, '192.0.2.32/27'),
  asNumber(4, company.bank, 'AS64500'),
  domain(5, company.netBank, 'bank.example'),
  prefix(6, company.netBank, '192.0.2.64/26'),
  prefix(7, company.netBank, '2001:db8:20::/48'),
  // The telecom's prefixes contain those of its customers: the customer is the more specific answer.
  domain(8, company.telecom, 'telecom.example'),
  prefix(9, company.telecom, '192.0.2.0/24'),
  prefix(10, company.telecom, '2001:db8::/40'),
  asNumber(11, company.telecom, 'AS64496'),
  domain(12, company.dataCentre, 'datacentre.example'),
  prefix(13, company.dataCentre, '192.0.2.128/26'),
  asNumber(14, company.dataCentre, 'AS65536'),
  domain(15, company.hosting, 'hosting.example', null, MERGER),
  domain(16, company.dataCentre, 'hosting.example', MERGER),
  domain(17, company.soc, 'soc.example'),
  domain(18, company.nightSoc, 'virtual-soc.example'),
  domain(19, company.heavy, 'heavy.example'),
  prefix(20, company.heavy, '2001:db8:80::/44'),
  asNumber(21, company.heavy, 'AS64511'),
  domain(22, company.power, 'power.example'),
  prefix(23, company.power, '192.0.2.192/27'),
  asNumber(24, company.power, 'AS65551'),
  domain(25, company.creditUnion, 'shinkin.example'),
  domain(26, company.airline, 'airline.example'),
  prefix(27, company.airline, '192.0.2.224/28'),
  domain(28, company.city, 'city.example'),
];

function networkOf(hubId: string): string {
  return networks.find((network) => network.hubId === hubId)!.id;
}

const police = networkOf(org.npa);
const jcsip = networkOf(org.meti);
const telecomCouncil = networkOf(org.mic);

function joins(networkId: string) {
  return (slot: number, organizationId: string, from: string, to: string | null = null): DemoMembership => ({
    id: demoId('NetworkMembership', slot),
    networkId,
    organizationId,
    from,
    to,
  });
}

export const memberships: readonly DemoMembership[] = [
  joins(jcsip)(1, company.bank, '2015-10-01'),
  joins(jcsip)(2, company.netBank, '2019-06-03'),
  joins(jcsip)(3, company.power, '2014-04-01'),
  joins(jcsip)(4, company.heavy, '2013-04-01'),
  joins(jcsip)(5, company.airline, '2017-07-03'),
  joins(telecomCouncil)(6, company.telecom, '2012-04-02'),
  joins(telecomCouncil)(7, company.dataCentre, '2018-10-01'),
  joins(telecomCouncil)(8, company.soc, '2016-04-01'),
  // Left again.
  joins(telecomCouncil)(9, company.nightSoc, '2019-04-01', '2024-04-01'),
  joins(police)(10, company.heavy, '2016-04-01'),
  joins(police)(11, company.soc, '2015-04-01'),
];
