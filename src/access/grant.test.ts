import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Refusal } from '../kernel/refusal.js';
import { grantedDocumentSet, grantedScopes } from './grant.js';
import { scopesOf } from './policy.js';
import { ApiKeyScope } from './scope.js';
import { Role } from './viewer.js';

const role = fc.constantFrom(...Object.values(Role));
const scopes = fc.subarray(Object.values(ApiKeyScope));
const input = { name: '例示', role: Role.MEMBER };

test('whatever is asked, a key gets READ, and nothing that its issuer lacks or its role has no use for', () => {
  fc.assert(
    fc.property(role, scopes, fc.option(scopes), (role, held, asked) => {
      const giver = { scopes: [ApiKeyScope.READ, ...held], documentSet: null };
      let granted: readonly ApiKeyScope[];
      try {
        granted = grantedScopes(giver, { name: '例示', role, scopes: asked });
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal);
        return;
      }
      expect(granted).toContain(ApiKeyScope.READ);
      for (const scope of granted) {
        expect(giver.scopes).toContain(scope);
        expect(scopesOf(role)).toContain(scope);
      }
      if (asked) expect(new Set(granted)).toEqual(new Set(asked));
    }),
  );
});

describe('an issuer who is bound to a set of documents', () => {
  const bound = { scopes: [], documentSet: 'portal-1' };

  test('binds the keys that it issues', () => {
    expect(grantedDocumentSet(bound, input)).toBe('portal-1');
    expect(grantedDocumentSet(bound, { ...input, documentSet: ' portal-1 ' })).toBe('portal-1');
    expect(grantedDocumentSet(bound, { ...input, documentSet: '' })).toBe('portal-1');
  });

  test('binds them to no other', () => {
    expect(() => grantedDocumentSet(bound, { ...input, documentSet: 'portal-2' })).toThrow(Refusal);
  });
});

test('an issuer who is not bound binds keys or leaves them free', () => {
  const free = { scopes: [], documentSet: null };
  expect(grantedDocumentSet(free, { ...input, documentSet: 'portal-2' })).toBe('portal-2');
  expect(grantedDocumentSet(free, input)).toBeNull();
});
