/**
 * Whether a page may open a WebSocket: browsers ask nobody, and let a page of any origin try. One of this server may, and
 * those that are listed; whoever names no origin is no browser. @param host of the request, as trusted proxies tell it
 */
export function allowsOrigin(origin: string | undefined, host: string, listed: readonly string[]): boolean {
  if (origin === undefined || listed.includes(origin)) return true;
  return host !== '' && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
