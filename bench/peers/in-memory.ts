/** The limit of memory: `node:http`, and the JSON of each organization as a text that was made beforehand. */
import pg from 'pg';
import { TODAY } from './ground.js';
import { SQL_FRAGMENTS, type PageVariables } from './pages.js';
import { servePlainly } from './plain-server.js';

interface Entry {
  readonly sector: string;
  readonly name: string;
  readonly id: string;
  readonly fragment: string;
}

const client = new pg.Client({ connectionString: process.argv[2] });
await client.connect();
const { rows } = await client.query<Entry>(SQL_FRAGMENTS, [TODAY]);
await client.end();
const bySector = new Map<string, Entry[]>();
for (const entry of rows) {
  if (!bySector.has(entry.sector)) bySector.set(entry.sector, []);
  bySector.get(entry.sector)!.push(entry);
}

/** The place of the first entry after one. */
function placeAfter(entries: readonly Entry[], name: string, id: string): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = entries[middle]!;
    if (entry.name > name || (entry.name === name && entry.id > id)) high = middle;
    else low = middle + 1;
  }
  return low;
}

servePlainly<PageVariables>(({ sector, first, name, id }) => {
  const entries = bySector.get(sector) ?? [];
  const place = placeAfter(entries, name, id);
  const nodes = entries.slice(place, place + first).map(({ fragment }) => fragment);
  return `{"data":{"organizations":{"nodes":[${nodes.join(',')}]}}}`;
});
