import { expect, test } from '@jest/globals';
import { World } from '../harness.js';
test('times', async () => {
  let t = Date.now();
  const lap = (what: string) => { console.log(what, Date.now() - t); t = Date.now(); };
  const w = await World.start(); lap('start');
  const c = await w.as('OPERATOR'); lap('as');
  await w.addProcess(); lap('process');
  await w.addProcess(); lap('process');
  for (let i = 0; i < 20; i++) await c.ask('mutation($n: String!) { registerOrganization(input: {name: $n, kind: COMPANY, sector: OTHER}) { id } }', { n: 'x' + i });
  lap('20 mutations');
  for (let i = 0; i < 20; i++) await c.ask('{ organizations { nodes { id csirts { id } } } }');
  lap('20 queries');
  await w.stop(); lap('stop');
  const w2 = await World.start(); lap('start2');
  await w2.stop(); lap('stop2');
  expect(1).toBe(1);
}, 60000);
