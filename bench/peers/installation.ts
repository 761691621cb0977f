import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Beside the sources, and not where they are compiled to: there is the list of packages, and what is installed of it. */
const FOLDER = fileURLToPath(new URL('../../../bench/peers/postgraphile/', import.meta.url));

export const POSTGRAPHILE_PROGRAM = `${FOLDER}server.mjs`;

/**
 * Installs PostGraphile, if it is not there yet as the lock file has it. It is no dependency of the project.
 * @throws when it cannot be had
 */
export async function installPostgraphile(): Promise<void> {
  const locked = await versionIn(`${FOLDER}package-lock.json`, 'packages', 'node_modules/postgraphile');
  const installed = `${FOLDER}node_modules/postgraphile/package.json`;
  if (existsSync(installed) && (await versionIn(installed)) === locked) return;
  console.log('installing PostGraphile beside the bench ...');
  const settings = ['--no-audit', '--no-fund', '--loglevel=error'];
  const npm = spawn('npm', ['ci', ...settings], { cwd: FOLDER, stdio: 'inherit', shell: process.platform === 'win32' });
  const [code] = (await Promise.race([once(npm, 'exit'), once(npm, 'error').then(() => [null])])) as [number | null];
  if (code !== 0)
    throw new Error(
      `PostGraphile cannot be installed, and there is nothing to compare with. It takes a registry of packages: try \`npm ci\` in ${FOLDER}.`,
    );
}

async function versionIn(file: string, ...path: readonly string[]): Promise<unknown> {
  let found = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  for (const name of path) found = found[name] as Record<string, unknown>;
  return found['version'];
}
