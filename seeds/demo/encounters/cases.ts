import { org } from '../../reference-organizations.js';
import { employees } from '../employees.js';
import { consultation, jointWork, on, online, type DemoEncounter } from '../encounter.js';
import { officials } from '../officials.js';
import { company } from '../organizations.js';

const { reiji, enshu, kunren, renraku, chosei, kamei, shoshiki, midashi, katei, mondai, koryu, soan } = officials;
const {
  mihon,
  kaku,
  mogi,
  kasetsu,
  genan,
  shitagaki,
  kyoko,
  kanshi,
  kaso,
  shisaku,
  soden,
  yobi,
  hinagata,
  butai,
  shimei,
} = employees;

/** Technical questions, and work done together: what makes people know each other best. */
export const cases: readonly DemoEncounter[] = [
  // The one knew the other well while he was with the ministry; since he left it they have not met again.
  consultation(101, '図面管理サーバーの監視方法の相談', on('2023-05-24'), org.mod, [enshu, shisaku], { tlp: 'AMBER' }),
  consultation(102, '委託先の点検項目の相談', on('2023-08-22'), company.heavy, [enshu, shisaku], {
    place: '試作重工業 本社',
    tlp: 'AMBER',
  }),
  jointWork(
    103,
    '設計情報の持出し経路の点検',
    on('2023-11-14', '09:30-17:00', '2023-11-15'),
    org.mod,
    [enshu, shisaku],
    {
      tlp: 'AMBER_STRICT',
      notes: '持出し経路を二日間で洗い出した。是正は翌年度の計画に入れる。',
    },
  ),

  jointWork(104, '総会の準備', on('2023-07-11', '13:00-17:00'), org.nca, [koryu, renraku]),
  jointWork(105, '総会の準備', on('2024-07-09', '13:00-17:00'), org.nca, [koryu, renraku]),
  jointWork(106, '総会の準備', on('2025-07-08', '13:00-17:00'), org.nca, [koryu, renraku]),
  jointWork(107, 'CSIRT構築の手引の改訂', on('2026-01-20', '10:00-17:00', '2026-01-21'), org.jpcert, [koryu, renraku], {
    place: '見本会館 研修室',
  }),
  jointWork(108, '金融分野の事例集の編集', on('2025-02-25', '13:00-17:00'), org.nca, [koryu, mihon]),
  jointWork(109, '金融分野の事例集の編集', on('2026-02-24', '13:00-17:00'), company.bank, [koryu, mihon], {
    place: '例示銀行 本店',
    notes: '第2版の原稿がそろった。来年度の早いうちに公開する。',
  }),

  consultation(110, '攻撃元アドレスの遮断に関する相談', on('2024-02-14'), org.mic, [kamei, mogi], online()),
  jointWork(111, '大規模DDoS攻撃への対応', on('2024-09-18', '09:00-18:00', '2024-09-20'), company.telecom, [
    kamei,
    mogi,
    genan,
  ]),
  consultation(112, '踏み台にされた家庭用ルーターへの対処の相談', on('2025-03-12'), company.telecom, [kamei, mogi], {
    place: '見本通信 本社',
  }),
  consultation(113, '踏み台にされた家庭用ルーターへの対処の続き', on('2025-12-09'), org.mic, [midashi, mogi]),
  jointWork(114, '省内CSIRT手順書の改訂', on('2025-08-05', '10:00-17:00'), org.meti, [kamei, shoshiki]),

  consultation(115, 'J-CSIPで得た情報の取扱いの相談', on('2025-09-16'), org.nisc, [reiji, shoshiki], { tlp: 'AMBER' }),
  consultation(116, 'J-CSIPで得た情報の取扱いの相談', on('2026-01-14'), org.meti, [reiji, shoshiki], { tlp: 'AMBER' }),
  consultation(117, '金融機関への注意喚起の文面の相談', on('2025-11-05'), org.nisc, [reiji, katei]),
  consultation(118, '不正送金の手口に関する相談', on('2024-11-06'), org.fsa, [midashi, kaku], { tlp: 'AMBER' }),
  consultation(119, '不正送金の手口に関する相談', on('2026-02-04'), company.bank, [katei, kaku], {
    place: '例示銀行 本店',
    tlp: 'AMBER',
  }),
  consultation(120, '制御系の連絡手順の相談', on('2025-09-30'), company.power, [reiji, soden, yobi], {
    place: '想定電力 中央給電指令所',
    notes: '通信が絶えたときは衛星電話、次に自営無線の順とする。',
  }),
  consultation(121, '監視条件の相談', on('2025-06-24'), company.soc, [enshu, kyoko]),
  consultation(122, '相談窓口に届いた届出の扱いの相談', on('2025-07-15'), org.ipa, [reiji, mondai], online()),
  jointWork(
    123,
    '年末年始の監視',
    on('2025-12-27', '17:00-10:00', '2026-01-05'),
    org.nisc,
    [reiji, kunren, renraku, chosei],
    {
      mode: 'HYBRID',
      place: '例示会館 第1会議室',
    },
  ),

  jointWork(
    124,
    'VPN機器の脆弱性の一斉確認',
    on('2023-08-03', '10:00-18:00'),
    org.jpcert,
    [chosei, mogi, kyoko],
    online(),
  ),
  consultation(125, '検体の解析の相談', on('2024-08-27'), company.soc, [chosei, kanshi], { tlp: 'AMBER' }),
  jointWork(126, '誘導メールの配信元の調査', on('2025-04-22', '10:00-17:00'), org.jpcert, [chosei, kyoko, kanshi]),
  jointWork(
    127,
    '設計情報の窃取の疑いの調査',
    on('2025-10-14', '09:00-20:00', '2025-10-16'),
    company.heavy,
    [shisaku, chosei, kanshi],
    {
      place: '試作重工業 本社',
      tlp: 'AMBER_STRICT',
      notes: '持ち出された形跡はなかった。監視の条件を改めた。',
    },
  ),
  consultation(128, '夜間監視の引継ぎの相談', on('2025-11-20'), company.soc, [kaso, kanshi], online()),
  jointWork(129, '合併に伴う機器の移設', on('2025-03-10', '09:00-17:00', '2025-03-12'), company.dataCentre, [
    genan,
    shitagaki,
    kasetsu,
  ]),

  consultation(130, '予約サイトの改ざんに関する相談', on('2023-09-06'), org.ipa, [mondai, butai]),
  consultation(131, 'CSIRT設立に関する相談', on('2024-10-29'), org.ipa, [mondai, hinagata], online()),
  consultation(132, '庁内ネットワークの分離に関する相談', on('2025-06-12'), org.ipa, [mondai, shimei]),
  consultation(133, '運航システムの障害の届出に関する相談', on('2025-10-15'), company.airline, [soan, butai], {
    place: '凡例航空 運航管理センター',
  }),
];
