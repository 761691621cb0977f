import { requireMay } from '../../access/policy.js';
import type { Context } from '../../directory/context.js';
import { lookUp } from '../../directory/lookup.js';
import type { Organization } from '../../directory/organization.js';
import { compareText, newId } from '../../kernel/ids.js';
import { refuse } from '../../kernel/refusal.js';
import { LiaisonTarget } from './liaison-target.js';

export class LiaisonTargetService {
  /** @param trust 0 removes the target, and null is answered. */
  set(ctx: Context, from: string, to: string, trust: number): Promise<LiaisonTarget | null> {
    const ends = { from: lookUp(ctx, 'Organization', from, ['from']), to: lookUp(ctx, 'Organization', to, ['to']) };
    requireMay(ctx.viewer, 'target.set', [ends.from.id, ends.to.id]);
    if (from === to) throw refuse.badInput(['to'], 'This is `from` itself.');
    if (!(trust >= 0 && trust < 1)) throw refuse.badInput(['trust'], 'A trust is at least 0, and below 1.');
    if (trust > 0) requireExisting(ctx, ends);
    const [organizationId, otherId] = [from, to].sort(compareText) as [string, string];
    return ctx.write(async (tx) => {
      // The first to be set between two has no row that could be locked.
      await tx.serialize(`liaison target ${organizationId} ${otherId}`);
      const [known] = await tx.lock(LiaisonTarget, { organizationId, otherId });
      const id = known?.id ?? newId('LiaisonTarget');
      if (known) await tx.update(LiaisonTarget, id, { trust });
      else if (trust > 0) await tx.insert(LiaisonTarget, { id, organizationId, otherId, trust });
      return trust > 0 ? id : null;
    });
  }
}

function requireExisting(ctx: Context, ends: Readonly<Record<string, Organization>>): void {
  for (const [argument, organization] of Object.entries(ends))
    if (!ctx.book.exists(organization, ctx.now))
      throw refuse.badInput([argument], `It was dissolved on ${organization.dissolvedOn}: there is nobody to meet.`);
}
