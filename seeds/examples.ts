import type { GraphiqlExample } from '../src/server/graphiql.js';

export const exampleQueries: readonly GraphiqlExample[] = [{ name: 'Viewer', query: 'query Viewer { viewer { name role } }' }];
