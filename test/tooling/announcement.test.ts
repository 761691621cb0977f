import { describe, expect, test } from '@jest/globals';
import { announcesBreaking, breakingChanges } from './announcement.js';

const BEFORE = 'type Query { name: String!, kind(of: ID): String } enum Kind { A B }';

describe('a change of the schema', () => {
  test.each([
    ['a field is gone', 'type Query { name: String! } enum Kind { A B }'],
    ['an answer may be null', 'type Query { name: String, kind(of: ID): String } enum Kind { A B }'],
    ['an argument became required', 'type Query { name: String!, kind(of: ID!): String } enum Kind { A B }'],
    ['a value is gone', 'type Query { name: String!, kind(of: ID): String } enum Kind { A }'],
  ])('breaks clients: %s', async (_, after) => {
    expect(await breakingChanges(BEFORE, after)).toHaveLength(1);
  });

  test('breaks nobody when it only adds', async () => {
    const after = '"Told." type Query { name: String!, kind(of: ID, at: Int): String, more: Int } enum Kind { A B C }';
    expect(await breakingChanges(BEFORE, after)).toEqual([]);
  });
});

describe('the changelog announces a break', () => {
  test.each([
    ['under Unreleased', '# Changelog\n\n## [Unreleased]\n\n### Changed\n\n- Breaking: x\n\n## [0.1.0]\n', true],
    ['when Unreleased is the last section', '## Unreleased\n- Breaking: x', true],
    ['not in a release before', '## [Unreleased]\n\n- Calm\n\n## [0.1.0]\n\n- Breaking: x\n', false],
    ['not in passing', '## [Unreleased]\n\n- Not Breaking: x\n', false],
    ['not where there is none', '', false],
  ])('%s', (_, changelog, announced) => {
    expect(announcesBreaking(changelog)).toBe(announced);
  });
});
