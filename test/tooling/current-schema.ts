import { pino } from 'pino';
import type { GraphQLSchema } from 'graphql';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';

/** The schema as the wiring builds it; nothing is connected to. */
export async function currentSchema(): Promise<GraphQLSchema> {
  const app = await createApp(readConfig({}), 'postgres://nowhere.invalid', pino({ level: 'silent' }));
  try {
    return app.schema;
  } finally {
    await app.stop();
  }
}
