/**
 * PostGraphile 5 over the tables of the program, as its documentation has it for production: the Amber preset with
 * simplified names, prepared statements, no explaining, no watching, no role or transaction for each request.
 * Plain JavaScript, as its package is not there where types are checked.
 */
import { createServer } from 'node:http';
import process from 'node:process';

/** PostGraphile asks for Node 22. This is all that it misses on Node 20; it must be there before it is imported. */
Promise.withResolvers ??= function () {
  const settle = {};
  const promise = new this((resolve, reject) => Object.assign(settle, { resolve, reject }));
  return { promise, ...settle };
};

const { postgraphile } = await import('postgraphile');
const { PostGraphileAmberPreset } = await import('postgraphile/presets/amber');
const { makePgService } = await import('postgraphile/adaptors/pg');
const { grafserv } = await import('postgraphile/grafserv/node');
const { PgSimplifyInflectionPreset } = await import('@graphile/simplify-inflection');

const [connectionString, connections] = process.argv.slice(2);

const preset = {
  extends: [PostGraphileAmberPreset, PgSimplifyInflectionPreset],
  pgServices: [
    makePgService({
      connectionString,
      schemas: ['public'],
      poolConfig: { min: Number(connections), max: Number(connections) },
    }),
  ],
  schema: { defaultBehavior: '+connection +list' },
  gather: { installWatchFixtures: false },
  grafast: { explain: false },
  grafserv: { graphqlPath: '/graphql', graphiql: false, websockets: false, watch: false },
};

const served = postgraphile(preset).createServ(grafserv);
const server = createServer();
await served.addTo(server);
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit());
