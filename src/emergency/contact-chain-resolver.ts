import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { requireMay } from '../access/policy.js';
import { Context } from '../directory/context.js';
import { Csirt } from '../directory/csirt.js';
import { lookUp, lookUpIfGiven } from '../directory/lookup.js';
import { Organization } from '../directory/organization.js';
import { AtArg, IdArg } from '../kernel/args.js';
import { Cost } from '../kernel/cost.js';
import { ContactChain, ContactChains } from './contact-chain.js';

@Resolver(() => Organization)
export class ContactChainResolver {
  constructor(private readonly chains: ContactChains) {}

  @Cost({ points: 100 })
  @Query(() => ContactChain, {
    description:
      'Whom to call for an organization or a CSIRT at that moment: its own CSIRTs, those of the organizations above it, of the hubs of its sharing networks, and the coordinators of last resort.',
  })
  contactChain(
    @IdArg('to', 'An Organization or Csirt.') to: string,
    @FromArg() from: string | null,
    @AtArg() at: Date | null,
    @Ctx() ctx: Context,
  ): ContactChain {
    const node = lookUp(ctx, ['Organization', 'Csirt'], to, ['to']);
    if (node instanceof Csirt) return this.ask(ctx, ctx.book.organizations.get(node.organizationId)!, node, from, at);
    return this.ask(ctx, node, undefined, from, at);
  }

  @Cost({ points: 100 })
  @FieldResolver(() => ContactChain, { name: 'contactChain', description: 'Whom to call for it at that moment.' })
  chainOf(
    @Root() organization: Organization,
    @FromArg() from: string | null,
    @AtArg() at: Date | null,
    @Ctx() ctx: Context,
  ): ContactChain {
    return this.ask(ctx, organization, undefined, from, at);
  }

  private ask(
    ctx: Context,
    target: Organization,
    csirt: Csirt | undefined,
    fromId: string | null,
    at: Date | null,
  ): ContactChain {
    const given = lookUpIfGiven(ctx, 'Organization', fromId, ['from']);
    if (given) requireMay(ctx.viewer, 'chain.ask', [given.id]);
    const from = given ?? ctx.book.organizations.get(ctx.viewer.organizationId ?? '') ?? null;
    return this.chains.chain(ctx, { target, csirt, from, at: ctx.moment(at) });
  }
}

function FromArg(): ParameterDecorator {
  return Arg('from', () => ID, {
    nullable: true,
    description: 'The organization that calls; the viewer’s when absent.',
  }) as ParameterDecorator;
}
