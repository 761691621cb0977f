import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { isIP } from 'node:net';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';

export interface GraphiqlExample {
  /** Stands as a comment above the query. */
  readonly name: string;
  readonly query: string;
}

export interface GraphiqlOptions {
  /** Path of the GraphQL endpoint on this server. Subscriptions go to the same path (graphql-transport-ws). */
  endpoint: string;
  /** Fills the headers editor; anyone who can open the page by an address can read it. Null where no demonstration runs. */
  demoToken: string | null;
  /** Opened as tabs, in this order, when there is a demoToken. */
  examples: readonly GraphiqlExample[];
  /** Whether only registered documents run: then there is little to try out here, and the page says so. */
  onlyTrusted: boolean;
}

interface Asset {
  readonly path: string;
  readonly type: string;
  readonly body: Buffer;
}

const PAGE = '/graphiql';
const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';

/** What start.js reads from the page's JSON block. */
interface PageConfig {
  readonly endpoint: string;
  readonly nonce: string;
  readonly headers: string;
  /** Text of a new tab, and of the first one where there are no tabs. */
  readonly newTab: string;
  readonly tabs: readonly { readonly query: string }[];
  /** Changes with newTab and tabs: a browser that remembers the tabs of another release starts afresh. */
  readonly release: string;
}

// Runs in the browser. It is text because TypeScript emits no file that a browser could load as it stands.
const START = String.raw`'use strict';
(() => {
  const config = JSON.parse(document.getElementById('config').textContent);
  // The scroll lock of dialogs adds a style element; it takes the nonce that the Content-Security-Policy asks for from here.
  window.__webpack_nonce__ = config.nonce;

  // Other programs on localhost share this origin's storage: hence our own prefix. GraphiQL's history records the headers
  // of every query even when headers are not to be persisted: hence it is kept in memory and ends with the page.
  const prefix = 'renkei:';
  const memory = new Map();
  const isHistory = (key) => key === 'graphiql:queries' || key === 'graphiql:favorites';
  const ownKeys = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  const storage = {
    get length() {
      return memory.size + ownKeys().length;
    },
    getItem: (key) => (isHistory(key) ? memory.get(key) ?? null : localStorage.getItem(prefix + key)),
    setItem: (key, value) => {
      if (isHistory(key)) memory.set(key, value);
      else localStorage.setItem(prefix + key, value);
    },
    removeItem: (key) => {
      memory.delete(key);
      localStorage.removeItem(prefix + key);
    },
    clear: () => {
      memory.clear();
      for (const key of ownKeys()) localStorage.removeItem(key);
    },
  };
  if (storage.getItem('release') !== config.release) {
    storage.clear();
    storage.setItem('release', config.release);
  }

  const url = new URL(config.endpoint, location.href);
  const subscriptionUrl = new URL(url);
  subscriptionUrl.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';

  ReactDOM.createRoot(document.getElementById('graphiql')).render(
    React.createElement(
      GraphiQL,
      {
        fetcher: GraphiQL.createFetcher({ url: url.href, subscriptionUrl: subscriptionUrl.href }),
        storage,
        shouldPersistHeaders: false,
        defaultHeaders: config.headers,
        defaultEditorToolsVisibility: 'headers',
        defaultQuery: config.newTab,
        defaultTabs: config.tabs.length > 0 ? config.tabs : undefined,
      },
      React.createElement(GraphiQL.Logo, null, 'Renkei'),
    ),
  );
})();
`;

const PAGE_STYLE = `html, body { height: 100%; margin: 0; }
#graphiql { height: 100vh; }
`;

// Three that know each other.
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<path d="M8 23 16 8l8 15z" fill="none" stroke="#0b7285" stroke-width="3"/>
<g fill="#0b7285"><circle cx="16" cy="8" r="5"/><circle cx="8" cy="23" r="5"/><circle cx="24" cy="23" r="5"/></g>
</svg>
`;

// Lines short enough for half a window.
const NEW_TAB = `# Ctrl-Space completes, Ctrl-Enter runs.
# The book at the left documents the schema.
`;

const NEW_TAB_WITHOUT_TOKEN = `# Renkei answers those who show a token.
# Write yours into the Headers editor below:
#
#   { "Authorization": "Bearer <your token>" }
#
# then load the schema: circular arrow, lower left.
# The token is stored nowhere; a reload forgets it.
#
${NEW_TAB}`;

const NEW_TAB_ONLY_TRUSTED = `# This endpoint runs registered documents only
# (TRUSTED_DOCUMENTS=only): no query of your own, and
# no introspection, so there are no docs and no completion.
`;

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex').slice(0, 16);

/** The address carries a digest of the content, so a browser may keep it for ever. */
const asset = (name: string, type: string, content: string | Buffer): Asset => {
  const body = Buffer.from(content);
  return { path: `${PAGE}/${sha256(body)}/${name}`, type, body };
};

/** A file of an installed package, wherever npm put that; UMD files are outside what the packages export by name. */
const packageFile = async (packageName: string, file: string): Promise<Buffer> => {
  const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
  return readFile(join(dirname(manifest), file));
};

/** JSON for a script element: without `<` no value can end the element (or open a comment that swallows its end). */
const jsonInHtml = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

/** A line end inside the name would otherwise leave the comment. */
const asComment = (text: string): string =>
  text
    .split(/\r\n|[\n\r]/)
    .map((line) => `# ${line}\n`)
    .join('');

const configOf = ({ endpoint, demoToken, examples, onlyTrusted }: GraphiqlOptions): Omit<PageConfig, 'nonce'> => {
  const newTab = onlyTrusted ? NEW_TAB_ONLY_TRUSTED : demoToken === null ? NEW_TAB_WITHOUT_TOKEN : NEW_TAB;
  const tabs =
    demoToken === null || onlyTrusted ? [] : examples.map(({ name, query }) => ({ query: asComment(name) + query }));
  const headers = demoToken === null ? '' : JSON.stringify({ Authorization: `Bearer ${demoToken}` }, null, 2);
  return { endpoint, headers, newTab, tabs, release: sha256(JSON.stringify([newTab, tabs])) };
};

/**
 * Whether a page was asked for by an address, or by the name that every machine has for itself. Any other name may be that
 * of another site, which points it here to read as its own what this page holds (DNS rebinding).
 */
const isAddress = (hostname: string): boolean =>
  hostname === 'localhost' || isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0;

/** No script but our files, no connection but to this origin; fonts and cursors are data: URLs inside GraphiQL's stylesheet. */
const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    'font-src data:',
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/**
 * Serves GraphiQL at /graphiql, and / redirects there. Everything the page loads is a file of this server, read at
 * registration. The page answers anyone; what the endpoint tells depends on the token in the headers editor. Over a
 * WebSocket the headers travel as the payload of `connection_init`.
 *
 * @throws the error of the file system when an npm package that holds a file of the page is not installed
 */
export async function registerGraphiql(server: FastifyInstance, options: GraphiqlOptions): Promise<void> {
  const styles = [
    asset('graphiql.css', STYLE, await packageFile('graphiql', 'graphiql.min.css')),
    asset('page.css', STYLE, PAGE_STYLE),
  ];
  const scripts = [
    asset('react.js', SCRIPT, await packageFile('react', 'umd/react.production.min.js')),
    asset('react-dom.js', SCRIPT, await packageFile('react-dom', 'umd/react-dom.production.min.js')),
    asset('graphiql.js', SCRIPT, await packageFile('graphiql', 'graphiql.min.js')),
    asset('start.js', SCRIPT, START),
  ];
  const icon = asset('icon.svg', 'image/svg+xml', ICON);

  for (const { path, type, body } of [...styles, ...scripts, icon]) {
    server.get(path, (_request, reply) =>
      reply
        .header('cache-control', 'public, max-age=31536000, immutable')
        .header('x-content-type-options', 'nosniff')
        .type(type)
        .send(body),
    );
  }

  const config = configOf(options);
  const withoutToken = configOf({ ...options, demoToken: null });
  server.get(PAGE, (request, reply) => {
    const told = isAddress(request.hostname) ? config : withoutToken;
    const nonce = randomBytes(16).toString('base64url');
    return reply
      .headers({
        'cache-control': 'no-store',
        'content-security-policy': contentSecurityPolicy(nonce),
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .type('text/html; charset=utf-8').send(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Renkei</title>
<link rel="icon" type="image/svg+xml" href="${icon.path}">
${styles.map(({ path }) => `<link rel="stylesheet" href="${path}">`).join('\n')}
<script type="application/json" id="config">${jsonInHtml({ ...told, nonce } satisfies PageConfig)}</script>
${scripts.map(({ path }) => `<script defer src="${path}"></script>`).join('\n')}
</head>
<body>
<div id="graphiql"></div>
<noscript>This page needs JavaScript. The endpoint itself also answers plain HTTP requests.</noscript>
</body>
</html>
`);
  });

  server.get('/', (_request, reply) => reply.redirect(PAGE, 302));
}
