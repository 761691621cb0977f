/**
 * The liaison network at the size of a nation, all invented. `npm run bench:liaison` [-- S|M|L] loads the book, looks into the
 * directory, asks for introduction paths and ties, records encounters, looks whom long questions keep waiting, and holds the
 * paths of a small nation against a slow reference.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { openDatabases, type Databases } from './liaison/databases.js';
import { measureDirectory } from './liaison/directory.js';
import { Endpoint } from './liaison/endpoint.js';
import { measureLoading, memory } from './liaison/loading.js';
import { measureOrganizations } from './liaison/organizations.js';
import { measurePaths } from './liaison/asking.js';
import { measureCommunity } from './liaison/community.js';
import { measureMeanwhile } from './liaison/meanwhile.js';
import { measureRecording } from './liaison/recording.js';
import { Subject } from './liaison/subject.js';
import { sizeNamed, SIZES, type Size } from './nation.js';

async function measure(databases: Databases, size: Size): Promise<void> {
  const databaseUrl = await databases.withNation(size);
  await measureLoading(databaseUrl, size === 'L' ? 1 : 3);
  // It asks for more in a minute than anybody may.
  const subject = await Subject.prepare(databaseUrl, {
    LIMIT_REQUESTS_PER_MINUTE: '10000000',
    LIMIT_COST_PER_MINUTE: '900000000',
  });
  await subject.app.start();
  await subject.untilSettled();
  const endpoint = await Endpoint.open(subject.app, subject.token);
  try {
    await measureDirectory(subject, endpoint);
    await measurePaths(subject, endpoint);
    await measureOrganizations(subject, endpoint);
    await measureCommunity(subject, endpoint);
    console.log(`\nmemory: ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MB after all these questions`);
    await measureRecording(subject, endpoint);
    const { rss, heap, arrays } = memory();
    const peak = (process.resourceUsage().maxRSS / 1024).toFixed(0);
    console.log(`\nmemory: ${rss} MB collected, of which ${heap} MB objects and ${arrays} MB arrays; peak ${peak} MB`);
  } finally {
    endpoint.close();
    await subject.app.stop();
  }
  await measureMeanwhile(databaseUrl, SIZES[size].organizations);
}

/** In a process of its own, whose memory is not this one's. */
async function compare(databases: Databases): Promise<void> {
  console.log('\nbest 3 paths of a nation of size S beside a slow reference');
  const program = fileURLToPath(new URL('liaison/exactness.js', import.meta.url));
  const [code] = (await once(fork(program, [await databases.withNation('S')]), 'exit')) as [number | null];
  if (code !== 0) process.exitCode = 1;
}

const size = sizeNamed(process.argv[2]);
const databases = await openDatabases();
try {
  await measure(databases, size);
  await compare(databases);
} finally {
  await databases.end();
}
