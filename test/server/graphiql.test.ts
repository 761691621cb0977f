import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import fastify from 'fastify';
import type { ExecutionResult } from 'graphql';
import { buildSchema, graphql, GraphQLError } from 'graphql';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { registerGraphiql } from '../../src/server/graphiql.js';
import { registerHeaders } from '../../src/server/headers.js';
import { exchange } from './raw.js';

// A token and a query that would end the script element, or the attribute, that they were pasted into.
const TOKEN = `demo-"'</script><script>window.broken = 1</script>`;
const HOSTILE_COMMENT = '# </script><script>window.broken = 2</script><!--<script>';
const EXAMPLES = [
  { name: 'Who picks up', query: 'query WhoPicksUp { greeting(name: "Renkei") }' },
  { name: 'Two\nlines', query: `${HOSTILE_COMMENT}\nquery Hostile { greeting(name: "<b>&</b>") }` },
];

const SCHEMA = buildSchema(`type Query {
  "A greeting for whoever asks."
  greeting(name: String!): String!
  greetings: [String!]
}`);

/** An endpoint that, like the real one, tells nothing without the token: not even its schema. */
const answer = async (request: FastifyRequest): Promise<ExecutionResult> => {
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return { errors: [new GraphQLError('Who are you?')] };
  const { query, operationName } = request.body as { query: string; operationName?: string };
  return graphql({
    schema: SCHEMA,
    source: query,
    rootValue: { greeting: ({ name }: { name: string }) => `Hello, ${name}!` },
    operationName,
  });
};

// A real port even where no browser is needed: `inject` of fastify requires an ES module, which jest on Node 20 refuses.
const listen = async (
  demoToken: string | null,
  onlyTrusted = false,
): Promise<{ server: FastifyInstance; origin: string }> => {
  // Closed at once: an answer that nobody read to its end would keep its connection for as long as they may be idle.
  const server = fastify({ forceCloseConnections: true });
  // The page lives with the headers of every answer, which allow nothing.
  await registerHeaders(server, []);
  server.post('/graphql', answer);
  await registerGraphiql(server, { endpoint: '/graphql', demoToken, examples: EXAMPLES, onlyTrusted });
  return { server, origin: await server.listen({ host: '127.0.0.1', port: 0 }) };
};

/** The addresses that the page names: `src` and `href`. */
const addressesIn = (html: string): string[] =>
  Array.from(html.matchAll(/(?:src|href)="([^"]*)"/g), ([, address]) => address ?? '');

const configIn = (html: string): Record<string, unknown> => {
  const [, json] = /<script type="application\/json" id="config">(.*?)<\/script>/s.exec(html) ?? [];
  return JSON.parse(json ?? '') as Record<string, unknown>;
};

describe('the page as text', () => {
  let site: Awaited<ReturnType<typeof listen>>;
  let html: string;
  const get = (path: string) => fetch(new URL(path, site.origin), { redirect: 'manual' });
  beforeAll(async () => {
    site = await listen(TOKEN);
    html = await (await get('/graphiql')).text();
  });
  afterAll(() => site.server.close());

  test('/ leads to it', async () => {
    const { status, headers } = await get('/');
    expect([status, headers.get('location')]).toEqual([302, '/graphiql']);
  });

  test('is HTML titled Renkei that no cache keeps, since it may hold a token', async () => {
    const { headers } = await get('/graphiql');
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(html).toContain('<title>Renkei</title>');
  });

  test('names no address outside this server', () => {
    expect(addressesIn(html)).toHaveLength(7);
    for (const address of addressesIn(html))
      expect(address).toMatch(/^\/graphiql\/[0-9a-f]{16}\/[a-z-]+\.(js|css|svg)$/);
    expect(html).not.toMatch(/https?:/);
  });

  test('holds the token where it is asked for by an address, and not by a name that may be of another site', async () => {
    const askedBy = async (host: string) => {
      const page = await exchange(site.origin, `GET /graphiql HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
      return configIn(page).headers !== '';
    };
    for (const host of ['localhost:4000', '127.0.0.1:4000', '[::1]:4000', '192.0.2.7'])
      expect([host, await askedBy(host)]).toEqual([host, true]);
    for (const host of ['rebound.example:4000', 'localhost.example', '127.0.0.1.example', ''])
      expect([host, await askedBy(host)]).toEqual([host, false]);
  });

  test('its files are served with their types, to be kept for ever', async () => {
    const types = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', svg: 'image/svg+xml' };
    for (const address of addressesIn(html)) {
      const { status, headers } = await get(address);
      expect(status).toBe(200);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-type': types[address.split('.').at(-1) as keyof typeof types],
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
      });
    }
  });

  test('no stylesheet fetches anything: what it names is inside it', async () => {
    for (const address of addressesIn(html).filter((one) => one.endsWith('.css'))) {
      expect(await (await get(address)).text()).not.toMatch(/@import|url\(\s*["']?(?!data:)/);
    }
  });

  test('the policy allows this origin only, and no inline script', async () => {
    const policy = (await get('/graphiql')).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).toContain("connect-src 'self';");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  test('a nonce serves once, and is the one that the page is told', async () => {
    const nonces = [];
    for (const page of [await get('/graphiql'), await get('/graphiql')]) {
      const policy = page.headers.get('content-security-policy') ?? '';
      const { nonce } = configIn(await page.text());
      expect(policy).toContain(`style-src 'self' 'nonce-${String(nonce)}';`);
      nonces.push(nonce);
    }
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  test('a token or a query cannot end the element that carries it', () => {
    expect(html).not.toMatch(/<!--|<script>/);
    expect(html.match(/<\/script>/g)).toHaveLength(5);
    expect(JSON.parse(String(configIn(html).headers))).toEqual({ Authorization: `Bearer ${TOKEN}` });
  });

  test('every line of the name is a comment above the query', () => {
    expect(configIn(html).tabs).toEqual([
      { query: `# Who picks up\n${EXAMPLES[0]?.query}` },
      { query: `# Two\n# lines\n${EXAMPLES[1]?.query}` },
    ]);
  });

  test('where only registered documents run it says so, and shows no example that would not', async () => {
    const strict = await listen(TOKEN, true);
    const config = configIn(await (await fetch(`${strict.origin}/graphiql`)).text());
    await strict.server.close();
    expect(config).toMatchObject({ tabs: [], newTab: expect.stringContaining('runs registered documents only') });
  });

  test('without a demonstration it knows neither token nor examples, and says what to enter', async () => {
    const plain = await listen(null);
    const config = configIn(await (await fetch(`${plain.origin}/graphiql`)).text());
    await plain.server.close();
    expect(config).toMatchObject({ headers: '', tabs: [] });
    expect(config.newTab).toContain('"Authorization": "Bearer <your token>"');
  });
});

// Of the two editors below the query, variables and headers, one is hidden.
const HEADERS = '.graphiql-editor-tool .graphiql-editor:not(.hidden)';
const QUERY = '.graphiql-query-editor';

const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);
// A browser is a tool of the machine, not a dependency of the project: whoever has none still gets a green run, and is told.
if (executablePath === undefined) {
  process.stderr.write('GraphiQL in a browser: skipped, no Chromium here (set CHROMIUM to the path of one).\n');
}

(executablePath === undefined ? describe.skip : describe)('the page in a browser', () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let site: Awaited<ReturnType<typeof listen>>;
  let requested: string[];
  let complaints: string[];

  const open = async (demoToken: string | null): Promise<void> => {
    site = await listen(demoToken);
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    context.setDefaultTimeout(60_000);
    page = await context.newPage();
    requested = [];
    complaints = [];
    page.on('request', (request) => requested.push(request.url()));
    page.on('websocket', (socket) => requested.push(socket.url().replace(/^ws/, 'http')));
    page.on('pageerror', (error) => complaints.push(String(error)));
    // Violations of the Content-Security-Policy are console errors too.
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    await page.goto(site.origin);
    await page.locator(QUERY).waitFor();
  };
  const shown = (selector: string, hasText: string) => page.locator(selector, { hasText }).first().waitFor();
  const write = async (editor: string, text: string): Promise<void> => {
    await page.locator(`${editor} .CodeMirror`).click();
    await page.keyboard.press('Control+A');
    // Pasted, not typed: typing would have brackets closed by the editor.
    await page.keyboard.insertText(text);
  };
  const press = (button: string) => page.getByRole('button', { name: button }).click();
  /** GraphiQL heeds an edit a tenth of a second later. A person is slower than that; here the button is pressed again. */
  const pressUntilShown = async (button: string, selector: string, hasText: string): Promise<void> => {
    const target = page.locator(selector, { hasText }).first();
    for (let attempt = 0; attempt < 60 && !(await target.isVisible()); attempt++) {
      await press(button);
      await target.waitFor({ timeout: 1_000 }).catch(() => undefined);
    }
    expect(await target.isVisible()).toBe(true);
  };
  /** Everything in local storage, as one text, once this is in it. GraphiQL writes there half a second after the last edit. */
  const stored = async (awaited = /^/): Promise<string> => {
    for (;;) {
      await page.waitForTimeout(1_000);
      const text = await page.evaluate<string>('JSON.stringify({ ...localStorage })');
      if (awaited.test(text)) return text;
    }
  };

  beforeAll(async () => {
    const quiet = '--disable-background-networking --disable-component-update --disable-sync --no-first-run';
    const args = `--headless --no-sandbox --disable-gpu --disable-quic ${quiet}`.split(' ');
    browser = await chromium.launch({ executablePath, args });
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    expect(requested.filter((url) => new URL(url).origin !== site.origin)).toEqual([]);
    await context.close();
    await site.server.close();
  });

  test('a demonstration: examples run with the token, the schema is documented, nothing complains', async () => {
    await open(TOKEN);
    expect(await page.title()).toBe('Renkei');
    await shown('.graphiql-tab', 'WhoPicksUp');
    await press('Execute query');
    await shown('.result-window', 'Hello, Renkei!');

    await press('Show Documentation Explorer');
    await page.locator('.graphiql-doc-explorer').getByText('Query', { exact: true }).click();
    await shown('.graphiql-doc-explorer', 'A greeting for whoever asks.');

    await page.getByRole('tab', { name: 'Hostile' }).click();
    await pressUntilShown('Execute query', '.result-window', 'Hello, <b>&</b>!');

    await press('Add tab');
    await write(QUERY, '{ gree');
    await page.keyboard.press('Control+Space');
    await shown('.CodeMirror-hints', 'greeting');
    await page.keyboard.press('Escape');

    // A dialog locks the page's scrolling with a style element, which needs the nonce.
    await press('Open settings dialog');
    await shown('[role=dialog]', 'Theme');

    expect(await page.evaluate('window.broken')).toBeUndefined();
    expect(complaints).toEqual([]);
  });

  test('the token outlives a reload, but not in storage: neither with the tabs nor with the history', async () => {
    await open(TOKEN);
    await press('Execute query');
    await shown('.result-window', 'Hello, Renkei!');
    await press('Show History');
    await shown('.graphiql-history', 'WhoPicksUp');
    expect(await stored(/tabState.*WhoPicksUp/)).not.toContain('demo-');

    await page.reload();
    await press('Execute query');
    await shown('.result-window', 'Hello, Renkei!');
    expect(complaints).toEqual([]);
  });

  test('tabs of another release give way, and the keys of another program stay', async () => {
    await open(TOKEN);
    const tab = { id: '1', title: 'Old', query: 'query Old { old }', variables: null, headers: null };
    const tabs = { activeTabIndex: 0, tabs: [{ ...tab, operationName: 'Old', response: null }] };
    const old = JSON.stringify(tabs);
    const entries = { 'renkei:release': 'old', 'renkei:graphiql:tabState': old, 'graphiql:tabState': old };
    await page.evaluate(`localStorage.clear(); Object.assign(localStorage, ${JSON.stringify(entries)})`);
    await page.reload();
    await shown('.graphiql-tab', 'WhoPicksUp');
    expect(await page.locator('.graphiql-tab').allInnerTexts()).toEqual(['WhoPicksUp', 'Hostile']);
    expect(JSON.parse(await stored())).toMatchObject({ 'graphiql:tabState': old });
  });

  test('without a demonstration: the headers editor is empty, a token entered there opens the schema', async () => {
    await open(null);
    expect(await page.locator(`${HEADERS} .CodeMirror-line`).allInnerTexts()).toEqual(['\u200b']);
    await shown(QUERY, 'Write yours into the Headers editor below');

    await write(HEADERS, JSON.stringify({ Authorization: `Bearer ${TOKEN}` }));
    await press('Show Documentation Explorer');
    await pressUntilShown('Re-fetch GraphQL schema', '.graphiql-doc-explorer', 'Root Types');
    expect(await stored()).not.toContain('demo-');
    expect(complaints).toEqual([]);
  });

  test('a subscription asks for a WebSocket at the endpoint, which the policy lets pass', async () => {
    await open(TOKEN);
    const upgraded = new Promise<[string | undefined, string | undefined]>((resolve) => {
      site.server.server.on('upgrade', ({ url, headers }, socket) => {
        socket.destroy();
        resolve([url, headers['sec-websocket-protocol']]);
      });
    });
    await write(QUERY, 'subscription Watch { greeting }');
    await shown('.graphiql-tab', 'Watch');
    await press('Execute query');
    expect(await upgraded).toEqual(['/graphql', 'graphql-transport-ws']);
  });
});
