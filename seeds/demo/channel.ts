import type { Tlp } from '../../src/access/tlp.js';
import type { ChannelKind, VerificationOutcome } from '../../src/directory/channel.js';

export interface DemoTry {
  readonly outcome: keyof typeof VerificationOutcome;
  /** RFC 3339. */
  readonly at: string;
}

export interface DemoChannel {
  readonly kind: keyof typeof ChannelKind;
  readonly value: string;
  readonly hours: string;
  /** IANA time zone of the hours; null for the CSIRT's, or the community's for a person. */
  readonly ownTimeZone: string | null;
  readonly tlp: keyof typeof Tlp;
  /** RFC 3339; null while it is in use. */
  readonly retiredAt: string | null;
  readonly tries: readonly DemoTry[];
}

export const OFFICE_HOURS = 'Mo-Fr 09:30-18:15; PH off';

/**
 * Exactly when OFFICE_HOURS are closed. Written as "Mo-Fr 18:15-09:30; Sa,Su,PH 00:00-24:00" the night before a Monday, and
 * the one after a holiday, would end at midnight, and nobody would answer until 09:30.
 */
export const NIGHT_HOURS = 'Mo-Fr 00:00-09:30,18:15-24:00; Sa,Su,PH 00:00-24:00';

type Details = Partial<Omit<DemoChannel, 'kind' | 'value'>>;

function channel(kind: DemoChannel['kind']) {
  return (value: string, details: Details = {}): DemoChannel => ({
    kind,
    value,
    hours: '24/7',
    ownTimeZone: null,
    tlp: 'AMBER',
    retiredAt: null,
    tries: [],
    ...details,
  });
}

export const phone = channel('PHONE');
export const mobile = channel('MOBILE');
export const email = channel('EMAIL');
export const fax = channel('FAX');
export const chat = channel('CHAT');
export const radio = channel('RADIO');
export const satellite = channel('SATELLITE');
export const webForm = channel('WEB_FORM');

function tried(outcome: DemoTry['outcome']) {
  return (day: string): DemoTry => ({ outcome, at: `${day}T10:00:00+09:00` });
}

/** Tries at ten in the morning (Asia/Tokyo) of a day, YYYY-MM-DD. */
export const confirmed = tried('CONFIRMED');
export const unanswered = tried('NO_ANSWER');
export const foundWrong = tried('WRONG');
