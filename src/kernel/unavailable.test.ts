import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { QueryRunnerAlreadyReleasedError } from 'typeorm';
import { refuse } from './refusal.js';
import { isBroken, isUnavailable } from './unavailable.js';

const coded = (code: string) => Object.assign(new Error('Example'), { code });

describe('the database cannot do it now', () => {
  test.each([
    ...['08006', '25006', '25P03', '28P01', '3D000', '53100', '53300', '55P03', '57014', '57P01', '57P03', '58030'],
    ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  ])('by the code %s', (code) => {
    expect(isUnavailable(coded(code))).toBe(true);
    expect(isUnavailable(new AggregateError([new Error('Example'), coded(code)]))).toBe(true);
  });

  test('by what pg says when a connection is used that has ended', async () => {
    const client = new pg.Client({ host: '127.0.0.1', port: 1 });
    client.on('error', () => undefined);
    await client.end();

    expect(isUnavailable(await client.query('select 1').catch((error: unknown) => error))).toBe(true);
  });

  test.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'timeout expired',
    'Client has encountered a connection error and is not queryable',
  ])('by what pg says: %s', (message) => {
    expect(isUnavailable(new Error(message))).toBe(true);
  });

  test('by what TypeORM says when the connection broke between two statements', () => {
    expect(isUnavailable(new QueryRunnerAlreadyReleasedError())).toBe(true);
  });

  test('because it was refused so', () => {
    expect(isUnavailable(refuse.unavailable('Example'))).toBe(true);
  });
});

describe('something else is wrong', () => {
  test.each(['23505', '23P01', '40001', '40P01', '42P01', '22P02', 'ENOENT'])('by the code %s', (code) => {
    expect(isUnavailable(coded(code))).toBe(false);
  });

  test('when a message repeats what a client wrote', () => {
    expect(isUnavailable(new Error('Int cannot represent non-integer value: "Connection terminated"'))).toBe(false);
  });

  test.each([undefined, null, 'Connection terminated', 1, {}])('when %j was thrown', (thrown) => {
    expect(isUnavailable(thrown)).toBe(false);
  });

  test('when it was refused for another reason', () => {
    expect(isUnavailable(refuse.conflict('Connection terminated'))).toBe(false);
  });
});

describe('a connection', () => {
  test.each(['57P01', 'ECONNRESET', 'EPIPE'])('broke, by the code %s', (code) => {
    expect(isBroken(coded(code))).toBe(true);
  });

  test('broke, by what TypeORM and pg say', () => {
    expect(isBroken(new QueryRunnerAlreadyReleasedError())).toBe(true);
    expect(isBroken(new Error('Connection terminated unexpectedly'))).toBe(true);
  });

  // Who waited for long already is not made to wait again.
  test.each(['ECONNREFUSED', 'ETIMEDOUT', '57P03', '57014', '55P03', '23505'])(
    'did not break, by the code %s',
    (code) => {
      expect(isBroken(coded(code))).toBe(false);
    },
  );

  test('is not used again for what was refused', () => {
    expect(isBroken(refuse.unavailable('Connection terminated unexpectedly'))).toBe(false);
  });
});
