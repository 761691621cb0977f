/** Where a request comes from, as far as it is told; what the audit keeps of it. */
export interface Origin {
  /** The address of the client, as the trusted proxies tell it. */
  readonly address: string;
  /** Names the request in logs, audit and the answer. */
  readonly requestId: string;
  /** The end user for whom a portal says that it acts; null where it says nothing. */
  readonly onBehalfOf: string | null;
  /** What the request is for, as its portal says; null where it says nothing. */
  readonly purpose: string | null;
}
