import {
  chat,
  confirmed,
  email,
  fax,
  foundWrong,
  NIGHT_HOURS,
  OFFICE_HOURS,
  phone,
  radio,
  satellite,
  unanswered,
  webForm,
} from './channel.js';
import { employees } from './employees.js';
import { company } from './organizations.js';
import { deputy, executive, outOfHours, primary, team, type DemoTeam } from './team.js';

/** The teams of the companies. Neither the net bank nor the city has one. */
export const companyTeams: readonly DemoTeam[] = [
  team(
    6,
    company.bank,
    ['例示銀行CSIRT', 'EXB-CSIRT', '例示銀行とその子会社のインシデントに対応するものとします。'],
    '2015-04-01',
    {
      contacts: [
        primary(employees.kaku, '2021-04-01', { to: '2024-04-01' }),
        primary(employees.mihon, '2024-04-01', {
          channels: [
            phone('+81300001101', { hours: OFFICE_HOURS, tries: [confirmed('2026-03-05')] }),
            email('csirt-lead@example-bank.example', { hours: OFFICE_HOURS }),
          ],
        }),
        deputy(employees.kaku, '2024-04-01', {
          channels: [phone('+81300001102', { hours: OFFICE_HOURS, tries: [confirmed('2026-02-10')] })],
        }),
        outOfHours(employees.yakin, '2023-10-02', {
          channels: [phone('+81300001103', { hours: NIGHT_HOURS, tries: [confirmed('2026-03-05')] })],
        }),
        executive(employees.juyaku, '2023-06-28'),
      ],
      channels: [
        phone('+81300001100', { tlp: 'GREEN', tries: [confirmed('2025-09-01')] }),
        email('csirt@example-bank.example', { tlp: 'CLEAR', tries: [confirmed('2026-03-05')] }),
        fax('+81300001109', { retiredAt: '2025-03-31T18:15:00+09:00' }),
      ],
    },
  ),
  team(
    7,
    company.telecom,
    ['見本通信CSIRT', 'MIHON-CSIRT', '見本通信の回線を使う攻撃に対応するものとします。'],
    '2010-07-01',
    {
      contacts: [
        primary(employees.mogi, '2021-07-01', {
          channels: [phone('+81300001201', { hours: OFFICE_HOURS, tlp: 'GREEN', tries: [confirmed('2026-01-22')] })],
        }),
        deputy(employees.kasetsu, '2020-04-01', { to: '2024-04-01' }),
        deputy(employees.genan, '2025-10-01'),
        outOfHours('ネットワーク監視センター', '2010-07-01', {
          channels: [
            phone('+81300001200', { tlp: 'GREEN', tries: [confirmed('2026-03-25')] }),
            chat('@noc (chat.telecom.example)', { tlp: 'GREEN' }),
          ],
        }),
      ],
      channels: [
        email('abuse@telecom.example', { tlp: 'CLEAR', tries: [confirmed('2025-12-01')] }),
        webForm('https://www.telecom.example/abuse', { tlp: 'CLEAR' }),
      ],
    },
  ),
  team(
    8,
    company.dataCentre,
    ['見本データセンターCSIRT', 'MDC-CSIRT', '預かる機器のインシデントに対応するものとします。主担当は欠員とします。'],
    '2018-10-01',
    {
      contacts: [
        primary(employees.genan, '2021-04-01', { to: '2025-10-01' }),
        deputy(employees.shitagaki, '2025-04-01', {
          channels: [phone('+81300001301', { hours: OFFICE_HOURS, tries: [confirmed('2025-04-14')] })],
        }),
      ],
      channels: [email('csirt@datacentre.example', { tlp: 'GREEN' })],
    },
  ),
  team(
    9,
    company.soc,
    ['架空セキュリティ監視 CSIRT', 'IMAGINARY-SOC', '顧客のネットワークを終日監視するものとします。'],
    '2015-04-01',
    {
      contacts: [
        primary('監視センター 受付', '2015-04-01', {
          channels: [
            phone('+81300001400', { tlp: 'GREEN', tries: [confirmed('2026-03-18')] }),
            chat('#soc-front (chat.soc.example)', { tlp: 'GREEN' }),
          ],
        }),
        deputy(employees.kyoko, '2020-10-01'),
        deputy(employees.kanshi, '2022-04-01', { priority: 2 }),
      ],
      channels: [email('csirt@soc.example', { tlp: 'CLEAR', tries: [confirmed('2026-03-18')] })],
    },
  ),
  team(
    10,
    company.nightSoc,
    ['仮想SOC CSIRT', 'VIRTUAL-SOC', '日中は自社で、夜間は委託先で受け付けるものとします。'],
    '2021-04-01',
    {
      contacts: [
        primary(employees.kaso, '2021-04-01', { channels: [email('lead@virtual-soc.example', { tlp: 'CLEAR' })] }),
        deputy('シンガポール分室', '2023-01-10', {
          channels: [
            email('sg@virtual-soc.example', {
              hours: 'Mo-Fr 09:00-18:00',
              ownTimeZone: 'Asia/Singapore',
              tlp: 'GREEN',
            }),
          ],
        }),
        outOfHours('夜間受付 (委託)', '2021-04-01', {
          to: '2031-04-01',
          channels: [phone('+81300001502', { hours: NIGHT_HOURS, tlp: 'GREEN', tries: [confirmed('2026-02-03')] })],
        }),
      ],
    },
  ),
  team(
    11,
    company.heavy,
    ['試作重工業CSIRT', 'PHI-CSIRT', '設計情報を守り、攻撃を両方の情報共有ネットワークに知らせるものとします。'],
    '2012-10-01',
    {
      contacts: [
        primary(employees.shisaku, '2022-04-01', {
          channels: [phone('+81300001601', { hours: OFFICE_HOURS, tlp: 'AMBER_STRICT' })],
        }),
        outOfHours('守衛所', '2012-10-01', {
          channels: [phone('+81300001600', { tries: [foundWrong('2026-03-24')] })],
        }),
        executive(employees.zumen, '2024-06-26'),
      ],
      channels: [email('csirt@heavy.example', { tlp: 'GREEN', tries: [confirmed('2026-03-24')] })],
    },
  ),
  team(
    12,
    company.power,
    ['想定電力CSIRT', 'SOUTEI-CSIRT', '給電を止めない対応を、通信が絶えても続けるものとします。'],
    '2014-04-01',
    {
      contacts: [
        primary(employees.soden, '2023-07-01', {
          channels: [phone('+81600001701', { hours: OFFICE_HOURS, tries: [confirmed('2026-02-26')] })],
        }),
        outOfHours(employees.yobi, '2020-07-01', {
          channels: [
            phone('+81600001702', { hours: NIGHT_HOURS }),
            radio('自営無線 呼出名 デモ給電0000', { tries: [confirmed('2026-02-26')] }),
          ],
        }),
        executive('危機管理室', '2024-07-01', {
          to: '2029-07-01',
          channels: [satellite('+881000001703'), chat('#crisis (chat.power.example)')],
        }),
      ],
      channels: [phone('+81600001700', { tlp: 'GREEN' }), email('csirt@power.example', { tlp: 'CLEAR' })],
    },
  ),
  // Founded on paper: a chain shows the lack as one empty step.
  team(13, company.creditUnion, ['雛形信用金庫CSIRT', 'HINAGATA-CSIRT', '連絡先は未登録とします。'], '2025-10-01', {}),
  team(
    14,
    company.airline,
    ['凡例航空CSIRT', 'HANREI-CSIRT', '運航と予約のシステムのインシデントに対応するものとします。'],
    '2017-07-03',
    {
      contacts: [
        primary(employees.butai, '2023-04-01', {
          to: '2028-04-01',
          channels: [phone('+81300001801', { hours: OFFICE_HOURS, tlp: 'GREEN', tries: [confirmed('2026-01-30')] })],
        }),
        outOfHours('運航管理センター', '2017-07-03', {
          channels: [phone('+81300001800', { tries: [unanswered('2026-03-16')] })],
        }),
      ],
      channels: [email('csirt@airline.example', { tlp: 'GREEN' })],
    },
  ),
];
