import type { ApiKey } from '../access/api-key.js';
import type { Credentials } from '../access/credentials.js';
import { may } from '../access/policy.js';
import type { IdType } from '../kernel/ids.js';
import type { Node } from '../kernel/node.js';
import type { Context, NodeSource } from './context.js';

/** The API keys. Nobody mirrors them: of their changes nobody is told. */
export class ApiKeyNodes implements NodeSource {
  readonly types: readonly IdType[] = ['ApiKey'];
  readonly changes = {};

  constructor(private readonly credentials: Credentials) {}

  node(id: string): ApiKey | undefined {
    return this.credentials.get(id);
  }

  remains(): undefined {
    return undefined;
  }

  sees({ viewer }: Context, { id }: Node): boolean {
    return id === viewer.credentialId || may(viewer, 'apiKey.list', []);
  }

  ownersOf(): readonly string[] {
    return [];
  }

  saw(): boolean {
    return false;
  }

  changedBefore(): undefined {
    return undefined;
  }
}
