import { typeid } from 'typeid-js';
import { refuse, type InputPath } from './refusal.js';

/** What a global id may begin with, and the type it names. Ids are TypeIDs: a prefix, and a UUIDv7 in 26 characters, so they sort by creation. */
export const ID_PREFIXES = {
  Organization: 'org',
  Constituency: 'constituency',
  Csirt: 'csirt',
  Person: 'person',
  Position: 'position',
  PointOfContact: 'poc',
  ContactChannel: 'channel',
  ChannelVerification: 'verification',
  EncryptionKey: 'key',
  SharingNetwork: 'network',
  NetworkMembership: 'membership',
  Encounter: 'enc',
  LiaisonTarget: 'target',
  ApiKey: 'apikey',
  AuditEvent: 'audit',
  TrustedDocument: 'document',
  BreakGlassUse: 'glass',
  BreakGlassNotice: 'notice',
} as const;

export type IdType = keyof typeof ID_PREFIXES;

const TYPES = new Map(Object.entries(ID_PREFIXES).map(([type, prefix]) => [prefix as string, type as IdType]));

/** 128 bits in Crockford's base32, of which the first digit has three (TypeID 0.3). Asked of every id that comes or goes. */
const UUID = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;

export function newId(type: IdType): string {
  return typeid(ID_PREFIXES[type]).toString();
}

/** What an id begins with, whether it is well-formed or not. */
export function prefixOf(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf('_')));
}

/** The type that a well-formed id names; undefined for anything else, another spelling of the same id included. */
export function typeOfId(id: string): IdType | undefined {
  const prefix = prefixOf(id);
  return UUID.test(id.slice(prefix.length + 1)) ? TYPES.get(prefix) : undefined;
}

/** Refuses with BAD_USER_INPUT an id that is malformed or of a type that does not fit the argument. */
export function requireId(id: string, types: readonly IdType[], path: InputPath): IdType {
  const type = typeOfId(id);
  if (!type || !types.includes(type))
    throw refuse.badInput(path, `This is not the id of ${types.map(article).join(' or ')}.`);
  return type;
}

const article = (type: IdType) => (/^[AEIO]/.test(type) ? `an ${type}` : `a ${type}`);

/** The order of ids everywhere: by code unit, as PostgreSQL's collation "C" has it. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
