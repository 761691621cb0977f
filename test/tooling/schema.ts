import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { printedSchema } from '../../src/server/schema.js';
import { announcesBreaking, breakingChanges } from './announcement.js';
import { currentSchema } from './current-schema.js';

const FILE = 'docs/schema.graphql';

/** A file as a commit has it; undefined where there is no such commit or file, or no repository at all. */
function committed(commit: string, file: string): string | undefined {
  try {
    return execFileSync('git', ['show', `${commit}:${file}`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return undefined;
  }
}

function readIfAny(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/**
 * The schema that clients know: of HEAD. On a clean checkout that is the very same; then of the commit before, so
 * that a break which was committed unannounced is still found.
 */
function knownToClients(printed: string): string | undefined {
  const head = committed('HEAD', FILE);
  return head === printed ? committed('HEAD~1', FILE) : head;
}

async function check(printed: string): Promise<string[]> {
  const problems: string[] = [];
  if (readIfAny(FILE) !== printed) problems.push(`${FILE} is stale. Run npm run generate.`);
  const before = knownToClients(printed);
  const breaking = before === undefined ? [] : await breakingChanges(before, printed);
  if (breaking.length > 0 && !announcesBreaking(readIfAny('CHANGELOG.md')))
    problems.push(
      'The schema breaks clients, and no line under Unreleased in CHANGELOG.md begins with "- Breaking:".',
      ...breaking.map((message) => `  ${message}`),
    );
  return problems;
}

const printed = printedSchema(await currentSchema());
const [command] = process.argv.slice(2);
if (command === 'write') {
  writeFileSync(FILE, printed);
} else if (command === 'check') {
  const problems = await check(printed);
  if (problems.length > 0) {
    process.stderr.write(`${problems.join('\n')}\n`);
    process.exitCode = 1;
  }
} else {
  process.stderr.write('Usage: schema.js write|check\n');
  process.exitCode = 2;
}
