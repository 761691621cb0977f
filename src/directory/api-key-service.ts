import { ApiKey, type IssueApiKeyInput, type IssuedApiKey } from '../access/api-key.js';
import { hashToken, newToken } from '../access/credentials.js';
import { grantedDocumentSet, grantedScopes } from '../access/grant.js';
import { requireMay } from '../access/policy.js';
import { newId } from '../kernel/ids.js';
import { refuse } from '../kernel/refusal.js';
import type { Context } from './context.js';
import { requiredText } from './input.js';
import { lookUpIfGiven, lookUpNode } from './lookup.js';

export class ApiKeyService {
  async issue(ctx: Context, input: IssueApiKeyInput): Promise<IssuedApiKey> {
    const organization = lookUpIfGiven(ctx, 'Organization', input.organizationId, ['input', 'organizationId']);
    requireMay(ctx.viewer, 'apiKey.issue', []);
    const secret = newToken();
    const key = {
      id: newId('ApiKey'),
      name: requiredText(input.name, ['input', 'name']),
      role: input.role,
      organizationId: organization?.id ?? null,
      tokenHash: hashToken(secret),
      scopes: grantedScopes(ctx.viewer, input),
      documentSet: grantedDocumentSet(ctx.viewer, input),
      demo: false,
      expiresAt: input.expiresAt ?? null,
      revokedAt: null,
    };
    if (key.expiresAt !== null && key.expiresAt.getTime() <= ctx.now)
      throw refuse.badInput(['input', 'expiresAt'], 'A key must end in the future.');
    const issued = await ctx.write<{ apiKey: ApiKey }>(async (tx) => {
      await tx.insert(ApiKey, key);
      return { apiKey: key.id };
    });
    // A call at the same time with the same Idempotency-Key may have been first: then this token is of no key.
    return { ...issued, secret: issued.apiKey.id === key.id ? secret : null };
  }

  revoke(ctx: Context, id: string): Promise<ApiKey> {
    requireMay(ctx.viewer, 'apiKey.revoke', []);
    const key = lookUpNode(ctx, ['ApiKey'], id, ['id']);
    return ctx.write(async (tx) => {
      const { revokedAt } = await tx.lockOne(ApiKey, key.id);
      // Whoever wants it revoked has it so: since when it is stays true.
      if (revokedAt === null) await tx.update(ApiKey, key.id, { revokedAt: tx.moment });
      return key.id;
    });
  }
}
