import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Kind, parse, validate, type GraphQLSchema } from 'graphql';
import { pino } from 'pino';
import { demoViewerOrganizationId } from '../../seeds/demo.js';
import { exampleQueries } from '../../seeds/examples.js';
import { createApp, type App } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { World, type Client } from '../harness.js';
import { PATIENCE } from '../kernel/two-processes.js';

describe('the example queries', () => {
  let app: App;
  let schema: GraphQLSchema;

  beforeAll(async () => {
    // Never started, so that there need be no database.
    app = await createApp(readConfig({}), 'postgresql://localhost/unused', pino({ level: 'silent' }));
    schema = app.schema;
  });
  afterAll(() => app.stop());

  test.each(exampleQueries)('$name: fits the schema', ({ query }) => {
    expect(validate(schema, parse(query)).map(({ message }) => message)).toEqual([]);
  });

  test('are reads that run as they stand, named apart, for tabs with short headings', () => {
    const operations = exampleQueries.flatMap(({ query }) =>
      parse(query).definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION),
    );
    expect(operations).toHaveLength(exampleQueries.length);
    for (const { operation, variableDefinitions = [] } of operations) {
      expect(operation).toBe('query');
      expect(variableDefinitions.every(({ defaultValue }) => defaultValue !== undefined)).toBe(true);
    }
    const names = operations.map(({ name }) => name?.value);
    expect(names).not.toContain(undefined);
    expect(new Set(names).size).toBe(names.length);
    for (const { name } of exampleQueries) expect(name.length).toBeLessThan(45);
  });
});

describe('on the demo', () => {
  let world: World;
  let operator: Client;

  beforeAll(async () => {
    world = await World.start({ seed: 'demo' });
    operator = await world.as('OPERATOR', demoViewerOrganizationId);
  });
  afterAll(() => world.stop());

  test.each(exampleQueries)('$name: there is something to see', async ({ query }) => {
    for (const answer of Object.values(await operator.ask<Record<string, unknown>>(query))) expectSomething(answer);
  });

  test('every query of the README is answered', async () => {
    const readme = await readFile('README.md', 'utf8');
    const queries = [...readme.matchAll(/```graphql\n(.*?)```/gs)].map(([, query]) => query!);
    expect(queries.length).toBeGreaterThan(3);
    for (const query of queries) await expectSomethingSoon(query);
  });

  /** What was just read comes into the audit within a second. */
  async function expectSomethingSoon(query: string): Promise<void> {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const answers = Object.values(await operator.ask<Record<string, unknown>>(query));
      if (answers.every(isSomething) || Date.now() > deadline) return answers.forEach(expectSomething);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
});

/** Neither null nor a list, or a page, of nothing. */
function isSomething(answer: unknown): boolean {
  if (answer === null) return false;
  const { nodes } = answer as { nodes?: unknown };
  return [answer, nodes].every((list) => !Array.isArray(list) || list.length > 0);
}

function expectSomething(answer: unknown): void {
  expect(isSomething(answer) ? 'something' : answer).toBe('something');
}
