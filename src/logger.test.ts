import { closeSync, openSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { createLogger, logStream } from './logger.js';

test('a full disk keeps nobody from going on', () => {
  const file = openSync('/dev/full', 'w');
  const logger = createLogger('info', logStream(file));
  for (let line = 0; line < 100; line += 1) expect(() => logger.info('x'.repeat(100_000))).not.toThrow();
  expect(() => logger.fatal('example')).not.toThrow();
  closeSync(file);
});
