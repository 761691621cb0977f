import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

/** What breaks clients on the way from one printed schema to another, a sentence each. */
export async function breakingChanges(before: string, after: string): Promise<string[]> {
  const changes = await diff(buildSchema(before), buildSchema(after));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ message }) => message);
}

/** Whether a changelog (keepachangelog.com) tells clients, under Unreleased, that something will break. */
export function announcesBreaking(changelog: string): boolean {
  const sections = changelog.split(/^## /m);
  return sections.some((section) => /^\[?Unreleased\b/.test(section) && /^- Breaking:/m.test(section));
}
