import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';

/** Licences under which an Apache-2.0 program may ship a package as it is. */
const PERMISSIVE = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
];
/** Used unchanged, as libraries that anybody may exchange; the last says BSD-2-Clause in its file LICENSE alone. */
const LIBRARIES: Readonly<Record<string, string>> = {
  opening_hours: 'LGPL-3.0-only',
  openpgp: 'LGPL-3.0+',
  suncalc: 'none',
};

interface LockedPackage {
  readonly license?: string;
  readonly dev?: boolean;
  readonly resolved?: string;
  readonly integrity?: string;
}

async function shipped(): Promise<[string, LockedPackage][]> {
  const lock = JSON.parse(await readFile('package-lock.json', 'utf8')) as { packages: Record<string, LockedPackage> };
  return Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && !dev);
}

test('what is shipped is under licences that allow it', async () => {
  const packages = await shipped();
  expect(packages.length).toBeGreaterThan(50);
  const others = packages
    .map(([path, { license = 'none' }]): [string, string] => [path.replace(/^.*node_modules\//, ''), license])
    .filter(
      ([name, license]) =>
        LIBRARIES[name] !== license && !license.split(/[() ]+|OR/).some((each) => PERMISSIVE.includes(each)),
    );
  expect(others).toEqual([]);
});

test('each is locked by its content', async () => {
  for (const [path, { integrity }] of await shipped())
    expect([path, integrity]).toEqual([path, expect.stringMatching(/^sha512-/)]);
});
