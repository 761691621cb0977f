import { csirts } from '../reference-data.js';
import { org } from '../reference-organizations.js';
import { chat, confirmed, email, fax, NIGHT_HOURS, OFFICE_HOURS, phone, webForm } from './channel.js';
import { officials } from './officials.js';
import { deputy, executive, knownTeam, outOfHours, primary, team, type DemoTeam } from './team.js';

function csirtOf(organizationId: string): string {
  return csirts.find((csirt) => csirt.organizationId === organizationId)!.id;
}

/**
 * Invented contacts for the two teams that exist, so that a chain ends with somebody; and invented teams of the three
 * ministries and agencies that are hubs of sharing networks.
 */
export const publicTeams: readonly DemoTeam[] = [
  knownTeam(1, csirtOf(org.nisc), {
    contacts: [
      primary('NISC 当直デスク (デモ)', '2024-04-01', {
        channels: [
          phone('+81300000101', { tlp: 'GREEN', tries: [confirmed('2026-03-30')] }),
          email('duty@nisc.example', { tlp: 'GREEN', tries: [confirmed('2026-03-30')] }),
        ],
      }),
      deputy(officials.reiji, '2024-04-01', { channels: [phone('+81300000102', { hours: OFFICE_HOURS })] }),
      outOfHours(officials.kunren, '2024-07-01'),
      executive(officials.enshu, '2024-08-01', {
        channels: [phone('+81300000103', { hours: OFFICE_HOURS, tlp: 'AMBER_STRICT' })],
      }),
    ],
    channels: [fax('+81300000109', { tlp: 'GREEN' })],
  }),
  knownTeam(2, csirtOf(org.jpcert), {
    contacts: [
      primary(officials.renraku, '2020-04-01', {
        channels: [phone('+81300000201', { hours: OFFICE_HOURS, tlp: 'CLEAR', tries: [confirmed('2026-03-10')] })],
      }),
      deputy(officials.chosei, '2023-04-01'),
      outOfHours('JPCERT/CC 緊急連絡窓口 (デモ)', '2020-04-01', {
        channels: [phone('+81300000202', { hours: NIGHT_HOURS, tlp: 'GREEN', tries: [confirmed('2026-01-12')] })],
      }),
    ],
    channels: [
      email('info@jpcert.example', { tlp: 'CLEAR', tries: [confirmed('2026-03-10')] }),
      webForm('https://www.jpcert.example/report', { tlp: 'CLEAR' }),
    ],
  }),
  team(
    3,
    org.meti,
    ['経済産業省CSIRT (デモ)', 'METI-CSIRT (デモ)', '省内のインシデントと、J-CSIPの連絡を受け付けるものとします。'],
    '2013-04-01',
    {
      contacts: [
        primary(officials.shoshiki, '2023-04-01', { to: '2025-07-01' }),
        primary(officials.kamei, '2025-07-01', {
          channels: [
            phone('+81300000301', { hours: OFFICE_HOURS, tlp: 'GREEN', tries: [confirmed('2025-07-08')] }),
            email('csirt-lead@meti.example', { hours: OFFICE_HOURS }),
          ],
        }),
        deputy(officials.shoshiki, '2025-07-01'),
        outOfHours('経済産業省 夜間受付 (デモ)', '2020-04-01', {
          channels: [phone('+81300000302', { hours: NIGHT_HOURS, tries: [confirmed('2026-02-16')] })],
        }),
      ],
      channels: [email('csirt@meti.example', { tlp: 'GREEN' })],
    },
  ),
  team(
    4,
    org.mic,
    ['総務省CSIRT (デモ)', 'MIC-CSIRT (デモ)', '省内のインシデントと、官民協議会の連絡を受け付けるものとします。'],
    '2013-07-01',
    {
      contacts: [
        primary('総務省 受付デスク (デモ)', '2020-04-01', { to: '2025-07-01', channels: [phone('+81300000402')] }),
        deputy(officials.kamei, '2023-04-01', {
          to: '2025-07-01',
          channels: [phone('+81300000403', { hours: OFFICE_HOURS })],
        }),
        primary(officials.midashi, '2025-07-01', {
          channels: [phone('+81300000401', { hours: OFFICE_HOURS, tlp: 'GREEN', tries: [confirmed('2025-07-15')] })],
        }),
        outOfHours(officials.kinyu, '2024-04-01', { to: '2027-04-01' }),
        // Appointed already, for the day on which the one above leaves.
        outOfHours(officials.daihon, '2027-04-01'),
      ],
      channels: [email('csirt@mic.example', { tlp: 'GREEN', tries: [confirmed('2025-10-06')] })],
    },
  ),
  team(
    5,
    org.npa,
    [
      '警察庁CSIRT (デモ)',
      'NPA-CSIRT (デモ)',
      '庁内のインシデントと、情報共有ネットワークの連絡を受け付けるものとします。',
    ],
    '2014-04-01',
    {
      contacts: [
        primary(officials.hyohon, '2024-04-01', {
          channels: [phone('+81300000501', { hours: OFFICE_HOURS, tries: [confirmed('2026-03-12')] })],
        }),
        deputy(officials.tokumei, '2023-10-01', { channels: [phone('+81300000502', { tlp: 'AMBER_STRICT' })] }),
      ],
      channels: [chat('#npa-liaison (chat.npa.example)', { hours: OFFICE_HOURS })],
    },
  ),
];
