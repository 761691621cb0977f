/** The limit of SQL: `node:http` and one prepared statement for an answer, whose text goes out as PostgreSQL made it. */
import pg from 'pg';
import { TODAY } from './ground.js';
import { SQL_PAGE, type PageVariables } from './pages.js';
import { servePlainly } from './plain-server.js';
import { isIndex, sqlSearch, type SearchVariables } from './search-terms.js';

const [connectionString, connections, index] = process.argv.slice(2);
const search = isIndex(index) ? sqlSearch(index) : undefined;
const pool = new pg.Pool({ connectionString, min: Number(connections), max: Number(connections) });

async function answerOf(name: string, text: string, values: readonly unknown[]): Promise<string> {
  const { rows } = await pool.query<{ answer: string }>({ name, text, values: [...values] });
  return rows[0]!.answer;
}

servePlainly<PageVariables | SearchVariables>((asked) =>
  'sector' in asked
    ? answerOf('page', SQL_PAGE, [TODAY, asked.sector, asked.name, asked.id, asked.first])
    : answerOf('search', search!.text, search!.valuesOf(asked)),
);
