import { Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ApiKey, IssueApiKeyInput, IssuedApiKey } from '../access/api-key.js';
import type { Credentials } from '../access/credentials.js';
import type { KeyUses } from '../access/key-uses.js';
import { usefulScopes } from '../access/policy.js';
import { ApiKeyScope } from '../access/scope.js';
import { IdArg, InputArg } from '../kernel/args.js';
import { compareText } from '../kernel/ids.js';
import { DateTimeScalar } from '../kernel/scalars.js';
import type { ApiKeyService } from './api-key-service.js';
import { Context } from './context.js';
import { Organization } from './organization.js';

@Resolver(() => ApiKey)
export class ApiKeyResolver {
  constructor(
    private readonly keys: ApiKeyService,
    private readonly credentials: Credentials,
    private readonly uses: KeyUses,
  ) {}

  @Query(() => [ApiKey], {
    description: 'The API keys that you may see, oldest first: all, revoked and expired ones too, or your own.',
  })
  apiKeys(@Ctx() ctx: Context): ApiKey[] {
    return [...this.credentials.all()].filter((key) => ctx.sees(key)).sort((a, b) => compareText(a.id, b.id));
  }

  @Mutation(() => IssuedApiKey, { description: 'Issues an API key. Its token is shown this once.' })
  issueApiKey(@InputArg(() => IssueApiKeyInput) input: IssueApiKeyInput, @Ctx() ctx: Context): Promise<IssuedApiKey> {
    return this.keys.issue(ctx, input);
  }

  @Mutation(() => ApiKey, {
    description:
      'Revokes an API key: from now on no request comes in with it, within a second on every process. One that is revoked already stays so.',
  })
  revokeApiKey(@IdArg('id', 'The key.') id: string, @Ctx() ctx: Context): Promise<ApiKey> {
    return this.keys.revoke(ctx, id);
  }

  @FieldResolver(() => Organization, {
    nullable: true,
    description: 'The organization to which the portal belongs; null when to none.',
  })
  organization(@Root() { organizationId }: ApiKey, @Ctx() ctx: Context): Organization | null {
    return ctx.book.organizations.get(organizationId ?? '') ?? null;
  }

  @FieldResolver(() => [ApiKeyScope], { description: 'What of that which its role may do it is good for.' })
  scopes(@Root() { role, scopes }: ApiKey): readonly ApiKeyScope[] {
    return usefulScopes(role, scopes);
  }

  @FieldResolver(() => DateTimeScalar, { description: 'When it was issued.' })
  createdAt(@Root() { createdAt }: ApiKey): Date {
    return createdAt;
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description:
      'When a request last came in with it, or a WebSocket of it was last open, to the minute; null where that never was.',
  })
  async lastUsedAt(@Root() { id }: ApiKey): Promise<Date | null> {
    const lastUse = await this.uses.lastUse(id);
    return lastUse === null ? null : new Date(lastUse);
  }
}
