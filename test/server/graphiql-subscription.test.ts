import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { chromium, type Browser } from 'playwright-core';
import { createApp, type App } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { registerGraphiql } from '../../src/server/graphiql.js';
import { World, type Client } from '../harness.js';
import { registerOrganization } from '../scenario.js';

// One alone would have no tab.
const EXAMPLES = ['one', 'two'].map((name) => ({ name, query: '{ __typename }' }));

const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);
if (executablePath === undefined)
  process.stderr.write('A subscription in GraphiQL: skipped, no Chromium here (set CHROMIUM to the path of one).\n');

(executablePath === undefined ? describe.skip : describe)('GraphiQL in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'renkei-graphiql-'));
  let world: World;
  let operator: Client;
  let app: App;
  let origin: string;
  let browser: Browser;

  beforeAll(async () => {
    world = await World.start();
    operator = await world.as('OPERATOR');
    app = await createApp(readConfig({ DATA_DIR: folder }), world.databaseUrl, pino({ level: 'silent' }));
    await registerGraphiql(app.server, {
      endpoint: '/graphql',
      demoToken: operator.token!,
      examples: EXAMPLES,
      onlyTrusted: false,
    });
    origin = await app.server.listen({ host: '127.0.0.1', port: 0 });
    await app.start();
    browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
    await world?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('follows the directory: the page may connect, its token goes along, and what is made is shown', async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    await page.goto(`${origin}/graphiql`);
    await page.locator('.graphiql-query-editor .CodeMirror').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('subscription Watch { directoryChanged { ... on Organization { name } } }');
    await page.locator('.graphiql-tab', { hasText: 'Watch' }).waitFor();
    const received = new Promise<void>((resolve) =>
      page.on('websocket', (socket) => socket.on('framereceived', () => resolve())),
    );
    await page.getByRole('button', { name: 'Execute query' }).click();
    await received;
    const shown = page.locator('.result-window', { hasText: '例示の新組織' }).first();
    for (let tries = 0; tries < 100 && !(await shown.isVisible()); tries += 1) {
      await registerOrganization(operator, { name: '例示の新組織' });
      await shown.waitFor({ timeout: 500 }).catch(() => undefined);
    }

    expect(await shown.isVisible()).toBe(true);
    expect(complaints).toEqual([]);
  });
});
