import { org } from '../../reference-organizations.js';
import { employees } from '../employees.js';
import { drill, on, online, series, symposium, training, type DemoEncounter } from '../encounter.js';
import { officials } from '../officials.js';

const { reiji, enshu, kunren, renraku, chosei, shoshiki, midashi, kinyu, daihon, katei, mondai, koryu, soan } =
  officials;
const {
  mihon,
  kaku,
  juyaku,
  shiken,
  mogi,
  genan,
  shitagaki,
  kyoko,
  kanshi,
  kaso,
  soden,
  yobi,
  hinagata,
  butai,
  shimei,
} = employees;

const forTeams = series(training, 'CSIRT要員研修', org.nisc, { place: '例示会館 研修室' });
const forExecutives = series(training, '経営層向け机上演習', org.nisc, { place: '例示会館 大会議室' });
const ofLogs = series(training, 'ログ解析実習', org.jpcert, { place: '見本会館 研修室' });
const acrossSectors = series(drill, '分野横断演習', org.nisc, { place: '例示会館 大ホール' });
const inTheWest = series(drill, '西日本連絡訓練', org.nisc, { place: '大阪例題会館' });
const byTelephone = series(drill, '連絡訓練', org.nisc, online());
const ofFinance = series(drill, '金融分野連絡訓練', org.fsa, { place: '架空ビル 会議室B' });
const yearly = series(symposium, '官民連携シンポジウム', org.nisc, { place: '例示会館 大ホール', tlp: 'CLEAR' });

/** Who took part in the drills of NISC, by year. */
const drilled = {
  2023: [soan, renraku, shoshiki, kinyu, kaku, mogi, kyoko, soden, butai],
  2024: [reiji, kunren, renraku, shoshiki, kinyu, midashi, kaku, mogi, genan, kyoko, butai],
  2025: [reiji, kunren, renraku, shoshiki, kinyu, katei, kaku, mogi, genan, shitagaki, kyoko, butai],
};

/** Who comes to the symposium every year. */
const regulars = [
  renraku,
  chosei,
  koryu,
  mondai,
  shoshiki,
  kinyu,
  mihon,
  mogi,
  kyoko,
  kaso,
  soden,
  butai,
  genan,
  shiken,
  kaku,
];

/** Trainings, drills and symposia. The more people are there, the less of it remains between two of them. */
export const exercises: readonly DemoEncounter[] = [
  forTeams(201, on('2023-05-11', '10:00-17:00', '2023-05-12'), [soan, renraku, kinyu, kunren, midashi]),
  forTeams(202, on('2024-05-16', '10:00-17:00', '2024-05-17'), [reiji, kunren, chosei, kinyu, hinagata]),
  forTeams(203, on('2025-05-15', '10:00-17:00', '2025-05-16'), [kunren, renraku, kinyu, daihon, shimei]),
  forExecutives(204, on('2024-11-13', '15:00-17:30'), [enshu, juyaku, mondai]),
  forExecutives(205, on('2025-11-12', '15:00-17:30'), [enshu, juyaku, hinagata, mondai]),
  ofLogs(206, on('2024-02-27', '10:00-17:00'), [chosei, kanshi, genan, butai]),
  ofLogs(207, on('2025-02-27', '10:00-17:00'), [chosei, kanshi, shitagaki, butai]),
  training(
    208,
    '新任CSIRT研修',
    on('2025-09-09', '13:00-17:00'),
    org.nca,
    [koryu, renraku, hinagata, shimei],
    online(),
  ),

  acrossSectors(209, on('2023-12-06', '09:30-17:00'), drilled[2023]),
  acrossSectors(210, on('2024-12-04', '09:30-17:00'), drilled[2024]),
  acrossSectors(211, on('2025-12-03', '09:30-17:00'), drilled[2025], {
    notes: '連絡先が古く、最初の連絡に40分かかった組織が二つあった。',
  }),
  // The same drill once more, by somebody who did not look first.
  acrossSectors(212, on('2025-12-03', '10:00-17:00'), drilled[2025], {
    withdrawnAt: '2025-12-08T09:40:00+09:00',
    withdrawalReason: '同じ演習が二重に記録されていたため。',
  }),
  // Nobody but the head of the duty officers goes there.
  inTheWest(213, on('2024-10-23', '13:00-17:00'), [reiji, soden, yobi]),
  inTheWest(214, on('2025-10-22', '13:00-17:00'), [reiji, soden, yobi, shimei]),
  byTelephone(215, on('2025-03-19', '10:00-11:00'), [reiji, renraku, mogi, kanshi]),
  byTelephone(216, on('2026-02-10', '10:00-11:00'), [reiji, renraku, katei, kaku], {
    notes: '架空さんの携帯電話の番号が誤っていると分かった。',
  }),
  ofFinance(217, on('2023-10-19', '13:00-17:00'), [midashi, kaku, shiken]),
  ofFinance(218, on('2024-10-17', '13:00-17:00'), [midashi, kaku, shiken, hinagata]),
  ofFinance(219, on('2025-10-16', '13:00-17:00'), [katei, kaku, shiken, hinagata]),

  yearly(220, on('2024-02-15', '10:00-17:00'), [...regulars, soan]),
  yearly(221, on('2025-02-20', '10:00-17:00'), [...regulars, reiji, hinagata, kanshi]),
  yearly(222, on('2026-02-19', '10:00-17:00'), [...regulars, reiji, hinagata, kanshi, katei, shimei]),
];
