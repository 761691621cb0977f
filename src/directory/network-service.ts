import { requireMay } from '../access/policy.js';
import { newId } from '../kernel/ids.js';
import { refuse } from '../kernel/refusal.js';
import type { Context } from './context.js';
import { optionalText, requiredText } from './input.js';
import { lookUp } from './lookup.js';
import { NetworkMembership, SharingNetwork, type RegisterSharingNetworkInput } from './network.js';

export class NetworkService {
  register(ctx: Context, input: RegisterSharingNetworkInput): Promise<SharingNetwork> {
    const hub = lookUp(ctx, 'Organization', input.hubId, ['input', 'hubId']);
    requireMay(ctx.viewer, 'network.register', []);
    const network = {
      id: newId('SharingNetwork'),
      name: requiredText(input.name, ['input', 'name']),
      nameEn: optionalText(input.nameEn),
      description: optionalText(input.description),
      hubId: hub.id,
    };
    return ctx.write(async (tx) => {
      await tx.insert(SharingNetwork, network);
      return network.id;
    });
  }

  join(ctx: Context, networkId: string, organizationId: string, from: string): Promise<SharingNetwork> {
    const network = lookUp(ctx, 'SharingNetwork', networkId, ['networkId']);
    const organization = lookUp(ctx, 'Organization', organizationId, ['organizationId']);
    requireMay(ctx.viewer, 'network.join', [network.hubId]);
    if (organization.dissolvedOn !== null && from >= organization.dissolvedOn)
      throw refuse.badInput(['from'], `The organization is dissolved on ${organization.dissolvedOn}.`);
    return ctx.write(async (tx) => {
      await tx.insert(NetworkMembership, {
        id: newId('NetworkMembership'),
        networkId: network.id,
        organizationId: organization.id,
        from,
        to: organization.dissolvedOn,
      });
      return network.id;
    });
  }

  leave(ctx: Context, networkId: string, organizationId: string, on: string): Promise<SharingNetwork> {
    const network = lookUp(ctx, 'SharingNetwork', networkId, ['networkId']);
    const organization = lookUp(ctx, 'Organization', organizationId, ['organizationId']);
    requireMay(ctx.viewer, 'network.leave', [network.hubId]);
    return ctx.write(async (tx) => {
      const memberships = await tx.lock(NetworkMembership, { networkId: network.id, organizationId: organization.id });
      const current = memberships.find(({ from, to }) => from <= on && (to === null || to > on));
      if (!current) throw refuse.badInput(['on'], 'The organization is not a member of this network on that day.');
      await tx.update(NetworkMembership, current.id, { to: on });
      return network.id;
    });
  }
}
