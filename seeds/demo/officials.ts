import { org } from '../reference-organizations.js';
import { confirmed, email, mobile, NIGHT_HOURS, OFFICE_HOURS, unanswered } from './channel.js';
import { person, posed, type DemoPerson } from './person.js';

/** Who holds positions in bodies that exist, by family name. */
export const officials = {
  reiji: person(
    1,
    ['例示 太郎', 'レイジ タロウ', 'Taro Reiji'],
    'GREEN',
    [posed(org.nisc, '当直班長', '2024-04-01')],
    [mobile('+819000000101', { tries: [confirmed('2026-03-02')] })],
  ),
  // From one ministry to the centre.
  enshu: person(
    2,
    ['演習 勇', 'エンシュウ イサム', 'Isamu Enshu'],
    'GREEN',
    [posed(org.mod, '情報保証係長', '2021-04-01', '2024-08-01'), posed(org.nisc, '当直総括', '2024-08-01')],
    [mobile('+819000000102', { tlp: 'RED' })],
  ),
  // Holds two posts at once (併任).
  kunren: person(
    3,
    ['訓練 歩', 'クンレン アユミ', 'Ayumi Kunren'],
    'AMBER',
    [posed(org.npa, '情報技術係', '2023-04-01'), posed(org.nisc, '夜間当直 併任', '2024-07-01')],
    [mobile('+819000000103', { hours: NIGHT_HOURS, tries: [confirmed('2026-02-20')] })],
  ),
  renraku: person(
    4,
    ['連絡 直人', 'レンラク ナオト', 'Naoto Renraku'],
    'CLEAR',
    [posed(org.jpcert, 'インシデント対応班長', '2020-04-01')],
    [email('naoto.renraku@jpcert.example', { hours: OFFICE_HOURS, tlp: 'CLEAR', tries: [confirmed('2026-03-10')] })],
  ),
  chosei: person(
    5,
    ['調整 望', 'チョウセイ ノゾム', 'Nozomu Chosei'],
    'GREEN',
    [posed(org.ipa, '調査員', '2019-04-01', '2023-04-01'), posed(org.jpcert, '国内調整担当', '2023-04-01')],
    [mobile('+819000000202', { hours: OFFICE_HOURS, tlp: 'GREEN' })],
  ),
  // From one ministry to another, and with it from one team of contacts to the other; the mobile phone went along.
  kamei: person(
    6,
    ['仮名 次郎', 'カメイ ジロウ', 'Jiro Kamei'],
    'GREEN',
    [posed(org.mic, 'サイバー対策係長', '2022-07-01', '2025-07-01'), posed(org.meti, 'CSIRT班長', '2025-07-01')],
    [mobile('+819000000306', { hours: OFFICE_HOURS, tries: [confirmed('2025-07-08'), unanswered('2026-02-17')] })],
  ),
  shoshiki: person(
    7,
    ['書式 正', 'ショシキ タダシ', 'Tadashi Shoshiki'],
    'GREEN',
    [posed(org.meti, 'CSIRT副班長', '2021-04-01')],
    [mobile('+819000000307', { tries: [confirmed('2025-12-04')] })],
  ),
  midashi: person(
    8,
    ['見出 和子', 'ミダシ カズコ', 'Kazuko Midashi'],
    'GREEN',
    [posed(org.fsa, '検査係長', '2022-04-01', '2025-07-01'), posed(org.mic, 'サイバー対策係長', '2025-07-01')],
    [mobile('+819000000408', { hours: OFFICE_HOURS })],
  ),
  kinyu: person(
    9,
    ['記入 礼子', 'キニュウ レイコ', 'Reiko Kinyu'],
    'GREEN',
    [posed(org.mic, 'サイバー対策主任', '2023-04-01')],
    [mobile('+819000000409', { hours: NIGHT_HOURS })],
  ),
  daihon: person(
    10,
    ['台本 翔', 'ダイホン ショウ', 'Sho Daihon'],
    'GREEN',
    [posed(org.mic, '情報システム係', '2025-04-01')],
    [mobile('+819000000410', { hours: NIGHT_HOURS })],
  ),
  hyohon: person(
    11,
    ['標本 学', 'ヒョウホン マナブ', 'Manabu Hyohon'],
    'GREEN',
    [posed(org.npa, '官民連携係長', '2024-04-01')],
    [mobile('+819000000511', { hours: OFFICE_HOURS, tlp: 'AMBER_STRICT' })],
  ),
  // Known to the police only: in a chain the step stays, and the person is withheld.
  tokumei: person(
    12,
    ['匿名 希望', 'トクメイ ノゾミ', 'Nozomi Tokumei'],
    'RED',
    [posed(org.npa, '連絡官', '2023-10-01')],
    [mobile('+819000000512', { tlp: 'RED' })],
  ),
  katei: person(
    13,
    ['仮定 守', 'カテイ マモル', 'Mamoru Katei'],
    'GREEN',
    [posed(org.fsa, '情報セキュリティ係長', '2025-07-01')],
    [email('mamoru.katei@fsa.example', { hours: OFFICE_HOURS, tlp: 'GREEN' })],
  ),
  mondai: person(
    14,
    ['問題 解', 'モンダイ サトル', 'Satoru Mondai'],
    'CLEAR',
    [posed(org.ipa, '相談窓口担当', '2023-04-01')],
    [email('satoru.mondai@ipa.example', { hours: OFFICE_HOURS, tlp: 'CLEAR' })],
  ),
  koryu: person(
    15,
    ['交流 円', 'コウリュウ マドカ', 'Madoka Koryu'],
    'CLEAR',
    [posed(org.nca, '事務局員', '2022-04-01')],
    [email('madoka.koryu@nca.example', { hours: OFFICE_HOURS, tlp: 'CLEAR' })],
  ),
  // Head of the duty officers before Reiji; what is left of his ties is now the transport ministry's.
  soan: person(
    35,
    ['草案 稔', 'ソウアン ミノル', 'Minoru Soan'],
    'GREEN',
    [posed(org.nisc, '当直班長', '2022-04-01', '2024-04-01'), posed(org.mlit, '情報セキュリティ係長', '2024-04-01')],
    [email('minoru.soan@mlit.example', { hours: OFFICE_HOURS, tlp: 'GREEN' })],
  ),
} as const satisfies Record<string, DemoPerson>;
