/**
 * The real public bodies that the policy document names, as they were on its day:
 * 「情報セキュリティ対策に関する官民連携の在り方について」(情報セキュリティ対策推進会議 官民連携の強化のための分科会, 2012-01-19),
 * below "the document". Names, parents and domains are those of that day; later reorganizations are not applied.
 *
 * Only public facts: no person, no telephone number, no address range, and no corporate number (they were first given
 * out in 2015). The ids are written out and stay as they are: partner programs keep them.
 */

export interface ReferenceOrganization {
  readonly id: string;
  readonly name: string;
  /** The body's own English name of the time; null where none is established. */
  readonly nameEn: string | null;
  /** The reading of the whole name in katakana. */
  readonly kana: string;
  readonly kind:
    | 'COORDINATION_BODY'
    | 'MINISTRY'
    | 'AGENCY'
    | 'LEGISLATURE'
    | 'JUDICIARY'
    | 'INCORPORATED_AGENCY'
    | 'COORDINATION_CENTER'
    | 'ASSOCIATION';
  readonly sector: 'GOVERNMENT' | 'SECURITY_SERVICES' | 'OTHER';
  /** The body that it stands within or that supervises it; null where none of those listed does. */
  readonly parentId: string | null;
  /** Informed, not bound. */
  readonly observer: boolean;
  /** Null where none is certain. */
  readonly website: string | null;
}

export interface ReferenceConstituency {
  readonly id: string;
  readonly organizationId: string;
  readonly kind: 'DOMAIN';
  readonly value: string;
}

/** The ids of the bodies, by their usual short names. */
export const org = {
  cas: 'org_01kdvdna00ef1b7d71ge8d9faq',
  clb: 'org_01kdvdna01e76rrwfgr23drq04',
  jinji: 'org_01kdvdna02e09az5wnck36pnsv',
  cao: 'org_01kdvdna03fapac1wd71r11dan',
  iha: 'org_01kdvdna04frtvnxj3833013cf',
  jftc: 'org_01kdvdna05f8jt99pmnmcvyss2',
  npa: 'org_01kdvdna06e3prs6qjrt0d9v04',
  fsa: 'org_01kdvdna07fsjvzqy3d72hs7h1',
  caa: 'org_01kdvdna08et2sc1f041c713zm',
  mic: 'org_01kdvdna09e15a74dqwbqrf1sm',
  moj: 'org_01kdvdna0aea0s6nd5f8d32b20',
  mofa: 'org_01kdvdna0bezbtcfq1mn4ntd8y',
  mof: 'org_01kdvdna0cfwztq4mmzgk8h2jd',
  mext: 'org_01kdvdna0dexj8faba38d1n9qe',
  mhlw: 'org_01kdvdna0ee7vtkafn6ymz0ejm',
  maff: 'org_01kdvdna0ff3xbzm9rv6f7gxpt',
  meti: 'org_01kdvdna0gfqe9ec0pryf9p1p7',
  mlit: 'org_01kdvdna0hex18b6akes7fbxv6',
  moe: 'org_01kdvdna0jexkb7xycx9wxejte',
  mod: 'org_01kdvdna0kfr3brapyqtf6k5be',
  nisc: 'org_01kdvdna0mewvsadj6r6kstprw',
  council: 'org_01kdvdna0neeta2vwwg05fvz96',
  shugiin: 'org_01kdvdna0pee0a50kv9famvd63',
  sangiin: 'org_01kdvdna0qf7gajzbh1qkttvxn',
  court: 'org_01kdvdna0reyjtvgchmsyaqd7f',
  ipa: 'org_01kdvdna0sfvctcy2ts5d3cfew',
  jpcert: 'org_01kdvdna0tet8r4mdks1h6ndrt',
  nca: 'org_01kdvdna0ve0xr346vc7shwy39',
} as const;

type Kind = ReferenceOrganization['kind'];
type Sector = ReferenceOrganization['sector'];

function body(kind: Kind, sector: Sector, observer = false) {
  return (
    id: string,
    name: string,
    kana: string,
    nameEn: string | null,
    host: string | null,
    parentId: string | null = null,
  ): ReferenceOrganization => {
    // The hosts are those of 2012; the scheme was http then and is https by now.
    const website = host && `https://${host}/`;
    return { id, name, nameEn, kana, kind, sector, parentId, observer, website };
  };
}

const ministry = body('MINISTRY', 'GOVERNMENT');
const agency = body('AGENCY', 'GOVERNMENT');
const coordinationBody = body('COORDINATION_BODY', 'GOVERNMENT');
const house = body('LEGISLATURE', 'GOVERNMENT', true);
const court = body('JUDICIARY', 'GOVERNMENT', true);
const incorporatedAgency = body('INCORPORATED_AGENCY', 'GOVERNMENT');
const coordinationCenter = body('COORDINATION_CENTER', 'SECURITY_SERVICES');
// Its members come from every sector.
const association = body('ASSOCIATION', 'OTHER');

export const organizations: readonly ReferenceOrganization[] = [
  // The addressees of the document's appendix (別記), in its order. It addresses officers; here stand their bodies.
  // The Cabinet Secretariat, whose officer is the 内閣総務官, is one of these 府省庁 and bound like them: it is an agency
  // here although it coordinates.
  agency(org.cas, '内閣官房', 'ナイカクカンボウ', 'Cabinet Secretariat', 'www.cas.go.jp'),
  agency(org.clb, '内閣法制局', 'ナイカクホウセイキョク', 'Cabinet Legislation Bureau', 'www.clb.go.jp'),
  agency(org.jinji, '人事院', 'ジンジイン', 'National Personnel Authority', 'www.jinji.go.jp'),
  ministry(org.cao, '内閣府', 'ナイカクフ', 'Cabinet Office', 'www.cao.go.jp'),
  // Parents by 内閣府設置法: these five stand within the Cabinet Office. The National Police Agency does so through the
  // National Public Safety Commission (警察法), which the document does not name.
  agency(org.iha, '宮内庁', 'クナイチョウ', 'Imperial Household Agency', 'www.kunaicho.go.jp', org.cao),
  agency(
    org.jftc,
    '公正取引委員会',
    'コウセイトリヒキイインカイ',
    'Japan Fair Trade Commission',
    'www.jftc.go.jp',
    org.cao,
  ),
  agency(org.npa, '警察庁', 'ケイサツチョウ', 'National Police Agency', 'www.npa.go.jp', org.cao),
  agency(org.fsa, '金融庁', 'キンユウチョウ', 'Financial Services Agency', 'www.fsa.go.jp', org.cao),
  agency(org.caa, '消費者庁', 'ショウヒシャチョウ', 'Consumer Affairs Agency', 'www.caa.go.jp', org.cao),
  ministry(org.mic, '総務省', 'ソウムショウ', 'Ministry of Internal Affairs and Communications', 'www.soumu.go.jp'),
  ministry(org.moj, '法務省', 'ホウムショウ', 'Ministry of Justice', 'www.moj.go.jp'),
  ministry(org.mofa, '外務省', 'ガイムショウ', 'Ministry of Foreign Affairs', 'www.mofa.go.jp'),
  ministry(org.mof, '財務省', 'ザイムショウ', 'Ministry of Finance', 'www.mof.go.jp'),
  ministry(
    org.mext,
    '文部科学省',
    'モンブカガクショウ',
    'Ministry of Education, Culture, Sports, Science and Technology',
    'www.mext.go.jp',
  ),
  ministry(
    org.mhlw,
    '厚生労働省',
    'コウセイロウドウショウ',
    'Ministry of Health, Labour and Welfare',
    'www.mhlw.go.jp',
  ),
  ministry(
    org.maff,
    '農林水産省',
    'ノウリンスイサンショウ',
    'Ministry of Agriculture, Forestry and Fisheries',
    'www.maff.go.jp',
  ),
  ministry(
    org.meti,
    '経済産業省',
    'ケイザイサンギョウショウ',
    'Ministry of Economy, Trade and Industry',
    'www.meti.go.jp',
  ),
  ministry(
    org.mlit,
    '国土交通省',
    'コクドコウツウショウ',
    'Ministry of Land, Infrastructure, Transport and Tourism',
    'www.mlit.go.jp',
  ),
  ministry(org.moe, '環境省', 'カンキョウショウ', 'Ministry of the Environment', 'www.env.go.jp'),
  ministry(org.mod, '防衛省', 'ボウエイショウ', 'Ministry of Defense', 'www.mod.go.jp'),

  coordinationBody(
    org.nisc,
    '内閣官房情報セキュリティセンター',
    'ナイカクカンボウジョウホウセキュリティセンター',
    'National Information Security Center',
    'www.nisc.go.jp',
    org.cas,
  ),
  // The council of the CISOs (CISO等連絡会議), chaired from the Cabinet Secretariat: an assembly, and part of no body.
  coordinationBody(
    org.council,
    '情報セキュリティ対策推進会議',
    'ジョウホウセキュリティタイサクスイシンカイギ',
    null,
    null,
  ),

  // The document says 立法府、司法府 and names no body: the Diet is its two Houses (Constitution, art. 42), and the
  // Supreme Court heads the courts (art. 76).
  house(org.shugiin, '衆議院', 'シュウギイン', 'House of Representatives', 'www.shugiin.go.jp'),
  house(org.sangiin, '参議院', 'サンギイン', 'House of Councillors', 'www.sangiin.go.jp'),
  court(org.court, '最高裁判所', 'サイコウサイバンショ', 'Supreme Court', 'www.courts.go.jp'),

  // Without its legal form (独立行政法人). It is no part of the ministry, which supervises it by the Act on Facilitation
  // of Information Processing (情報処理の促進に関する法律): whom a duty officer calls next.
  incorporatedAgency(
    org.ipa,
    '情報処理推進機構',
    'ジョウホウショリスイシンキコウ',
    'Information-technology Promotion Agency, Japan',
    'www.ipa.go.jp',
    org.meti,
  ),
  // Without its legal form (一般社団法人). Independent of government: no parent.
  coordinationCenter(
    org.jpcert,
    'JPCERTコーディネーションセンター',
    'ジェーピーサートコーディネーションセンター',
    'Japan Computer Emergency Response Team Coordination Center',
    'www.jpcert.or.jp',
  ),
  // Read as its English name is written, Nippon.
  association(
    org.nca,
    '日本シーサート協議会',
    'ニッポンシーサートキョウギカイ',
    'Nippon CSIRT Association',
    'www.nca.gr.jp',
  ),
];

/** One domain each, the one that the body itself is known by. What else it answers for is for itself to say. */
export const constituencies: readonly ReferenceConstituency[] = [
  { id: 'constituency_01kdvdna0wep59vta37drze7fv', organizationId: org.cas, kind: 'DOMAIN', value: 'cas.go.jp' },
  { id: 'constituency_01kdvdna0xefk825n633cxzx6q', organizationId: org.clb, kind: 'DOMAIN', value: 'clb.go.jp' },
  { id: 'constituency_01kdvdna0yeecsmey179q78snz', organizationId: org.jinji, kind: 'DOMAIN', value: 'jinji.go.jp' },
  { id: 'constituency_01kdvdna0zf2qry3vk8bjy3dr9', organizationId: org.cao, kind: 'DOMAIN', value: 'cao.go.jp' },
  { id: 'constituency_01kdvdna10fh1rebapsnxxt0j4', organizationId: org.iha, kind: 'DOMAIN', value: 'kunaicho.go.jp' },
  { id: 'constituency_01kdvdna11fn39p18dp91jtwp2', organizationId: org.jftc, kind: 'DOMAIN', value: 'jftc.go.jp' },
  { id: 'constituency_01kdvdna12e3tspbsqjkw65hmw', organizationId: org.npa, kind: 'DOMAIN', value: 'npa.go.jp' },
  { id: 'constituency_01kdvdna13e53ss5kfdfxtgc8c', organizationId: org.fsa, kind: 'DOMAIN', value: 'fsa.go.jp' },
  { id: 'constituency_01kdvdna14excryde9wm4e5mym', organizationId: org.caa, kind: 'DOMAIN', value: 'caa.go.jp' },
  { id: 'constituency_01kdvdna15fr2b1em7yvsj5xeh', organizationId: org.mic, kind: 'DOMAIN', value: 'soumu.go.jp' },
  { id: 'constituency_01kdvdna16fxjtjkqg57yt0n2k', organizationId: org.moj, kind: 'DOMAIN', value: 'moj.go.jp' },
  { id: 'constituency_01kdvdna17fywspp6xtwbyxhkf', organizationId: org.mofa, kind: 'DOMAIN', value: 'mofa.go.jp' },
  { id: 'constituency_01kdvdna18fnksyy429ewyb72t', organizationId: org.mof, kind: 'DOMAIN', value: 'mof.go.jp' },
  { id: 'constituency_01kdvdna19ens9gjn0xzqgvaqd', organizationId: org.mext, kind: 'DOMAIN', value: 'mext.go.jp' },
  { id: 'constituency_01kdvdna1afn9a1xe1rsv5phsw', organizationId: org.mhlw, kind: 'DOMAIN', value: 'mhlw.go.jp' },
  { id: 'constituency_01kdvdna1bf2w9xe598zzgn4r8', organizationId: org.maff, kind: 'DOMAIN', value: 'maff.go.jp' },
  { id: 'constituency_01kdvdna1cf40tn2egktt76z42', organizationId: org.meti, kind: 'DOMAIN', value: 'meti.go.jp' },
  { id: 'constituency_01kdvdna1depnay3wran0g8nab', organizationId: org.mlit, kind: 'DOMAIN', value: 'mlit.go.jp' },
  { id: 'constituency_01kdvdna1ee7vrf7w8r4f6c5b8', organizationId: org.moe, kind: 'DOMAIN', value: 'env.go.jp' },
  { id: 'constituency_01kdvdna1ffbrvas9jpq4rkg3m', organizationId: org.mod, kind: 'DOMAIN', value: 'mod.go.jp' },
  { id: 'constituency_01kdvdna1gey6b80yye4xcsb6e', organizationId: org.nisc, kind: 'DOMAIN', value: 'nisc.go.jp' },
  {
    id: 'constituency_01kdvdna1hebcaytwkbn66d5vt',
    organizationId: org.shugiin,
    kind: 'DOMAIN',
    value: 'shugiin.go.jp',
  },
  {
    id: 'constituency_01kdvdna1je5asa57sn23jrbh9',
    organizationId: org.sangiin,
    kind: 'DOMAIN',
    value: 'sangiin.go.jp',
  },
  { id: 'constituency_01kdvdna1ke09sf5zznb946mv6', organizationId: org.court, kind: 'DOMAIN', value: 'courts.go.jp' },
  { id: 'constituency_01kdvdna1meyja5qprptqrnh8m', organizationId: org.ipa, kind: 'DOMAIN', value: 'ipa.go.jp' },
  { id: 'constituency_01kdvdna1nefas5gj5whats198', organizationId: org.jpcert, kind: 'DOMAIN', value: 'jpcert.or.jp' },
  { id: 'constituency_01kdvdna1pfrjs674rda5d52m7', organizationId: org.nca, kind: 'DOMAIN', value: 'nca.gr.jp' },
];
