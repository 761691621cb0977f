import { Sector } from '../../src/directory/organization.js';
import { Chance } from '../chance.js';
import { PAGE, PROGRAM_PAGE } from '../peers/pages.js';
import { FIRST, inventTerms, PROGRAM_SEARCH } from '../peers/search-terms.js';
import { printHeads, printTimes, timesOf } from '../timing.js';
import type { Endpoint } from './endpoint.js';
import type { Subject } from './subject.js';

/** How long a page of the directory and a search take, which many do all day. */
export async function measureDirectory({ app }: Subject, endpoint: Endpoint): Promise<void> {
  printHeads('the directory, through the endpoint, one connection');
  const sectors = Object.values(Sector);
  printTimes(
    'the first page of 20 organizations of a sector',
    await timesOf(sectors, (sector) => endpoint.ask(PROGRAM_PAGE, { sector: [sector], first: PAGE })),
  );
  const terms = inventTerms(app.directory, new Chance(6));
  printTimes(
    'search, the first 20',
    await timesOf(terms, (text) => endpoint.ask(PROGRAM_SEARCH, { text, first: FIRST })),
  );
}
