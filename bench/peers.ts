/**
 * The program beside others at the size of a nation, in one run and in turn: `npm run bench:peers` [-- S|M] compares
 * directory pages, search, contact chains and introduction paths with PostGraphile, hand-written SQL and a plain server
 * that has everything in memory, quiet and while encounters are recorded, and says where the program's time goes.
 */
import { availableParallelism, loadavg } from 'node:os';
import { openDatabases } from './liaison/databases.js';
import { sizeNamed } from './nation.js';
import { printGoals } from './peers/goals.js';
import { prepare } from './peers/ground.js';
import { installPostgraphile } from './peers/installation.js';
import { Match } from './peers/match.js';

/** Of how many processes that have work to do the processors are shared beforehand. */
const [load = 0] = loadavg();
const QUIET = 0.5;

const size = sizeNamed(process.argv[2]);
console.log(`size ${size}, Node ${process.version}, ${availableParallelism()} processors, load ${load.toFixed(1)}`);
if (load > QUIET)
  console.log(
    'Others have work to do here: answers a second tell little then, as a server of many processes gets a larger part of ' +
      'the processors than one of one. Compare the work (CPU).',
  );
await installPostgraphile().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
// What its peers read stays in PostgreSQL's own memory.
const databases = await openDatabases({ shared_buffers: '2GB' });
try {
  const url = await databases.withNation(size);
  await prepare(url);
  const match = await Match.open(url, size);
  try {
    const paths = await match.paths();
    const pages = await match.pages();
    const search = await match.search();
    const chains = await match.chains();
    const introductions = await match.introductions();
    await match.profile();
    printGoals({ paths, pages, search, chains, introductions });
  } finally {
    await match.close();
  }
} finally {
  await databases.end();
}
