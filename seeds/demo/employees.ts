import { confirmed, email, foundWrong, mobile, NIGHT_HOURS, OFFICE_HOURS, satellite } from './channel.js';
import { company } from './organizations.js';
import { held, person, type DemoPerson } from './person.js';

/** Who works for the companies, by family name. */
export const employees = {
  mihon: person(
    16,
    ['見本 花子', 'ミホン ハナコ', 'Hanako Mihon'],
    'GREEN',
    [held(company.bank, 'サイバーセキュリティ室長', '2022-04-01')],
    [mobile('+819000001116', { hours: OFFICE_HOURS, tries: [confirmed('2026-03-05')] })],
  ),
  kaku: person(
    17,
    ['架空 一郎', 'カクウ イチロウ', 'Ichiro Kaku'],
    'GREEN',
    [held(company.bank, 'サイバーセキュリティ室 次長', '2019-04-01')],
    // Found out in the drill of February 2026: chains as of a day before still have it.
    [mobile('+819000001117', { tries: [confirmed('2024-09-12'), foundWrong('2026-02-10')] })],
  ),
  yakin: person(
    18,
    ['夜勤 護', 'ヤキン マモル', 'Mamoru Yakin'],
    'AMBER',
    [held(company.bank, 'システム運用センター 夜間責任者', '2023-10-02')],
    [mobile('+819000001118', { hours: NIGHT_HOURS, tries: [confirmed('2026-03-05')] })],
  ),
  juyaku: person(
    19,
    ['重役 薫', 'ジュウヤク カオル', 'Kaoru Juyaku'],
    'AMBER',
    [held(company.bank, '取締役 最高情報セキュリティ責任者', '2023-06-28')],
    [mobile('+819000001119', { tlp: 'AMBER_STRICT', tries: [confirmed('2025-11-18')] })],
  ),
  shiken: person(
    20,
    ['試験 三郎', 'シケン サブロウ', 'Saburo Shiken'],
    'GREEN',
    [
      held(company.bank, 'システム部 主任', '2018-04-02', '2023-04-03'),
      held(company.netBank, 'システム企画課長', '2023-04-03'),
    ],
    [email('saburo.shiken@bank.example', { hours: OFFICE_HOURS })],
  ),
  mogi: person(
    21,
    ['模擬 健', 'モギ ケン', 'Ken Mogi'],
    'GREEN',
    [held(company.telecom, 'ネットワーク運用部 CSIRT長', '2021-07-01')],
    [mobile('+819000001221', { tries: [confirmed('2026-01-22')] })],
  ),
  // Retired: holds no position any more.
  kasetsu: person(
    22,
    ['仮設 繁', 'カセツ シゲル', 'Shigeru Kasetsu'],
    'GREEN',
    [held(company.telecom, 'ネットワーク運用部 部長代理', '2016-04-01', '2025-04-01')],
    [mobile('+819000001222')],
  ),
  // The data centre has no primary contact since this one left it.
  genan: person(
    23,
    ['原案 透', 'ゲンアン トオル', 'Toru Genan'],
    'GREEN',
    [
      held(company.dataCentre, '運用部長', '2021-04-01', '2025-10-01'),
      held(company.telecom, 'ネットワーク運用部 部長代理', '2025-10-01'),
    ],
    [mobile('+819000001223', { tries: [confirmed('2025-10-15')] })],
  ),
  shitagaki: person(
    24,
    ['下書 直美', 'シタガキ ナオミ', 'Naomi Shitagaki'],
    'GREEN',
    [
      held(company.hosting, '技術部長', '2018-04-02', '2025-04-01'),
      held(company.dataCentre, '運用部 副部長', '2025-04-01'),
    ],
    [mobile('+819000001324', { hours: OFFICE_HOURS })],
  ),
  kyoko: person(
    25,
    ['虚構 文', 'キョコウ アヤ', 'Aya Kyoko'],
    'CLEAR',
    [held(company.soc, '監視センター長', '2020-10-01')],
    [email('aya.kyoko@soc.example', { hours: OFFICE_HOURS, tlp: 'CLEAR', tries: [confirmed('2026-03-18')] })],
  ),
  kanshi: person(
    26,
    ['監視 光', 'カンシ ヒカル', 'Hikaru Kanshi'],
    'GREEN',
    [held(company.soc, '監視センター 主任分析官', '2022-04-01')],
    [mobile('+819000001426', { tlp: 'GREEN' })],
  ),
  kaso: person(
    27,
    ['仮想 明', 'カソウ アキラ', 'Akira Kaso'],
    'GREEN',
    [held(company.soc, '分析官', '2017-04-03', '2021-04-01'), held(company.nightSoc, '代表社員', '2021-04-01')],
    [mobile('+819000001527', { hours: OFFICE_HOURS, tlp: 'GREEN' })],
  ),
  shisaku: person(
    28,
    ['試作 匠', 'シサク タクミ', 'Takumi Shisaku'],
    'AMBER',
    [held(company.heavy, '情報保全部長', '2022-04-01')],
    [mobile('+819000001628', { hours: OFFICE_HOURS, tries: [confirmed('2026-03-24')] })],
  ),
  zumen: person(
    29,
    ['図面 工', 'ズメン コウ', 'Ko Zumen'],
    'AMBER_STRICT',
    [held(company.heavy, '執行役員 保全担当', '2024-06-26')],
    [mobile('+819000001629', { tlp: 'AMBER_STRICT' })],
  ),
  soden: person(
    30,
    ['送電 灯', 'ソウデン アカリ', 'Akari Soden'],
    'GREEN',
    [held(company.power, '情報通信部 CSIRT班長', '2023-07-01')],
    [mobile('+819000001730', { hours: OFFICE_HOURS, tries: [confirmed('2026-02-26')] })],
  ),
  yobi: person(
    31,
    ['予備 力', 'ヨビ チカラ', 'Chikara Yobi'],
    'GREEN',
    [held(company.power, '中央給電指令所 当直長', '2020-07-01')],
    [satellite('+881000001731', { tries: [confirmed('2026-02-26')] })],
  ),
  // Of a team for which nobody has entered anything yet.
  hinagata: person(32, ['雛形 桜', 'ヒナガタ サクラ', 'Sakura Hinagata'], 'GREEN', [
    held(company.creditUnion, '事務統括部長', '2024-04-01'),
  ]),
  butai: person(
    33,
    ['舞台 翼', 'ブタイ ツバサ', 'Tsubasa Butai'],
    'GREEN',
    [held(company.airline, 'IT統括部 CSIRT長', '2023-04-01')],
    [mobile('+819000001833', { hours: OFFICE_HOURS })],
  ),
  shimei: person(
    34,
    ['氏名 記', 'シメイ シルス', 'Shirusu Shimei'],
    'GREEN',
    [held(company.city, '総務部 情報政策課 係長', '2025-04-01')],
    [email('shirusu.shimei@city.example', { hours: OFFICE_HOURS, tlp: 'GREEN' })],
  ),
} as const satisfies Record<string, DemoPerson>;
