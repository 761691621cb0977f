import { org } from '../../reference-organizations.js';
import { employees } from '../employees.js';
import { meeting, on, online, series, type DemoEncounter } from '../encounter.js';
import { officials } from '../officials.js';
import { company } from '../organizations.js';

const { reiji, enshu, kunren, renraku, chosei, kamei, shoshiki, midashi, kinyu, hyohon, tokumei, katei, koryu, soan } =
  officials;
const { mihon, kaku, shiken, mogi, kasetsu, genan, shitagaki, kyoko, kanshi, kaso, shisaku, soden, hinagata, butai } =
  employees;

const withJpcert = series(meeting, 'NISC・JPCERT/CC 定例連絡会', org.nisc, { place: '例示会館 第1会議室' });
const ofMinistries = series(meeting, '府省庁インシデント情報共有 連絡会議', org.nisc, {
  place: '例示会館 大会議室',
  tlp: 'AMBER',
});
const ofJcsip = series(meeting, 'J-CSIP 連絡会', org.meti, { place: '架空ビル 会議室A', tlp: 'AMBER' });
const ofTelecomCouncil = series(meeting, '官民協議会 定例会', org.mic, { place: '見本会館 会議室', mode: 'HYBRID' });
const ofFinance = series(meeting, '金融ワーキンググループ', org.nca, { place: '見本会館 研修室' });

/** What is held by the calendar, and what somebody went to see somebody for. */
export const meetings: readonly DemoEncounter[] = [
  withJpcert(1, on('2023-05-16'), [soan, renraku]),
  withJpcert(2, on('2023-09-12'), [soan, renraku, chosei]),
  withJpcert(3, on('2024-01-23'), [soan, renraku]),
  withJpcert(4, on('2024-04-09', '10:00-11:30'), [soan, reiji, renraku], {
    notes: '草案さんから例示さんへの引継ぎ。連絡先と、進行中の案件を確認した。',
  }),
  withJpcert(5, on('2024-06-11'), [reiji, renraku]),
  withJpcert(6, on('2024-09-10'), [reiji, renraku, chosei]),
  withJpcert(7, on('2024-12-03'), [enshu, renraku]),
  withJpcert(8, on('2025-03-04'), [reiji, renraku]),
  withJpcert(9, on('2025-05-20'), [reiji, renraku]),
  withJpcert(10, on('2025-08-19'), [reiji, renraku], online()),
  withJpcert(11, on('2025-11-18'), [reiji, enshu, renraku, chosei]),
  withJpcert(12, on('2026-02-17'), [reiji, renraku]),

  ofMinistries(13, on('2023-06-06'), [soan, enshu, shoshiki, kinyu, midashi, kunren]),
  ofMinistries(14, on('2023-10-03'), [soan, enshu, shoshiki, kinyu, midashi, kunren]),
  ofMinistries(15, on('2024-02-06'), [soan, enshu, shoshiki, kinyu, midashi, kunren]),
  ofMinistries(16, on('2024-06-04'), [reiji, enshu, shoshiki, kinyu, midashi, hyohon, soan]),
  ofMinistries(17, on('2024-10-08'), [reiji, enshu, shoshiki, kinyu, midashi, hyohon, soan]),
  ofMinistries(18, on('2025-02-04'), [reiji, enshu, shoshiki, kinyu, midashi, hyohon, soan], online({ tlp: 'AMBER' })),
  ofMinistries(19, on('2025-06-03'), [reiji, enshu, shoshiki, kinyu, midashi, hyohon, soan]),
  ofMinistries(20, on('2025-10-07'), [reiji, enshu, shoshiki, kinyu, midashi, hyohon, katei, soan]),
  ofMinistries(21, on('2026-02-03'), [reiji, kunren, shoshiki, kinyu, hyohon, katei, soan]),

  ofJcsip(22, on('2023-07-25'), [shoshiki, kaku, shiken, shisaku, soden, butai]),
  ofJcsip(23, on('2024-01-30'), [shoshiki, kaku, shiken, shisaku, soden, butai]),
  ofJcsip(24, on('2024-07-23'), [shoshiki, kaku, shisaku, soden, butai]),
  ofJcsip(25, on('2025-01-28'), [shoshiki, kaku, shiken, shisaku, soden, butai], online({ tlp: 'AMBER' })),
  ofJcsip(26, on('2025-07-29'), [kamei, shoshiki, kaku, shiken, shisaku, soden, butai], {
    notes: '7月1日付で着任した仮名さんの顔合わせを兼ねた。',
  }),
  ofJcsip(27, on('2026-01-27'), [kamei, shoshiki, kaku, shisaku, soden, butai]),

  ofTelecomCouncil(28, on('2023-05-30'), [kamei, kinyu, mogi, kasetsu, genan, kyoko, kaso]),
  ofTelecomCouncil(29, on('2023-11-28'), [kamei, kinyu, mogi, kasetsu, genan, kyoko, kaso]),
  ofTelecomCouncil(30, on('2024-05-28'), [kamei, kinyu, mogi, kasetsu, genan, kyoko]),
  ofTelecomCouncil(31, on('2024-11-26'), [kamei, kinyu, mogi, kasetsu, genan, kyoko]),
  ofTelecomCouncil(32, on('2025-05-27'), [kamei, kinyu, mogi, genan, kanshi]),
  ofTelecomCouncil(33, on('2025-11-25'), [midashi, kinyu, mogi, genan, shitagaki, kyoko]),

  ofFinance(34, on('2023-06-20'), [koryu, mihon, shiken]),
  ofFinance(35, on('2023-11-21'), [koryu, mihon, shiken]),
  ofFinance(36, on('2024-06-18'), [koryu, mihon, shiken, hinagata]),
  ofFinance(37, on('2024-11-19'), [koryu, mihon, shiken, hinagata], online()),
  ofFinance(38, on('2025-06-17'), [koryu, mihon, hinagata]),
  ofFinance(39, on('2025-11-17'), [koryu, mihon, shiken, hinagata], online()),

  meeting(40, '設計情報の保全に関する意見交換', on('2023-06-27', '13:30-15:30'), org.mod, [enshu, shisaku], {
    tlp: 'AMBER',
  }),
  meeting(41, '設計情報の保全に関する意見交換', on('2023-09-26', '13:30-15:30'), company.heavy, [enshu, shisaku], {
    place: '試作重工業 本社',
    tlp: 'AMBER',
  }),
  meeting(42, '警察庁・NISC 連絡会', on('2025-05-13', '10:00-11:00'), org.npa, [hyohon, kunren, reiji], {
    tlp: 'AMBER_STRICT',
  }),
  // RED, and no business of NISC: its operator neither sees them nor what they add to a tie.
  meeting(43, '標的型攻撃に関する情報提供', on('2025-02-13', '16:00-17:00'), org.npa, [hyohon, tokumei, shisaku], {
    tlp: 'RED',
    notes: '攻撃者の使う機器について聞いた。この場限り。',
  }),
  meeting(44, '標的型攻撃に関する情報提供', on('2025-09-11', '16:00-17:00'), org.npa, [hyohon, shisaku], {
    tlp: 'RED',
  }),
  // RED as well, but NISC was there.
  meeting(45, '対処方針の打合せ', on('2025-10-30', '18:00-19:00'), org.nisc, [enshu, hyohon], { tlp: 'RED' }),
];
