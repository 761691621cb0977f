import { IsNull, MoreThan } from 'typeorm';
import { BreakGlassUse } from '../access/break-glass.js';
import { requireMay } from '../access/policy.js';
import type { Viewer } from '../access/viewer.js';
import { newId } from '../kernel/ids.js';
import { refuse } from '../kernel/refusal.js';
import { VIEWER, type Context } from './context.js';
import { requiredText } from './input.js';
import { foldName } from './values/name.js';

const MINUTE = 60_000;
const MOST_MINUTES = 240;
const LONGEST_REASON = 1_000;

export class BreakGlassService {
  /** From now on, for so many minutes; a further use goes on from now as well, and never ends an earlier one. */
  begin(ctx: Context, reason: string, minutes: number): Promise<Viewer> {
    requireMay(ctx.viewer, 'breakGlass.use', []);
    if (minutes < 1 || minutes > MOST_MINUTES)
      throw refuse.badInput(['minutes'], `\`minutes\` is from 1 to ${MOST_MINUTES}.`);
    const stated = requiredText(reason, ['reason']);
    if (stated.length > LONGEST_REASON)
      throw refuse.badInput(['reason'], `This is longer than ${LONGEST_REASON} characters.`);
    const { viewer, origin } = ctx;
    return ctx.write(async (tx) => {
      // The same may be asked of another process at this moment.
      await tx.serialize(`break-glass of ${viewer.credentialId}`);
      const lasting = await tx.lock(BreakGlassUse, {
        credentialId: viewer.credentialId,
        onBehalfOf: origin.onBehalfOf ?? IsNull(),
        until: MoreThan(tx.moment),
      });
      if (lasting.some((use) => gistOf(use.reason) === gistOf(stated)))
        throw refuse.badInput(['reason'], 'This is the reason of the use that is to be extended; state what is new.');
      await tx.insert(BreakGlassUse, {
        id: newId('BreakGlassUse'),
        credentialId: viewer.credentialId,
        name: viewer.name,
        organizationId: viewer.organizationId,
        onBehalfOf: origin.onBehalfOf,
        reason: stated,
        until: new Date(tx.moment.getTime() + minutes * MINUTE),
      });
      return VIEWER;
    });
  }

  /** Ends every use of the viewer that lasts; without one it changes nothing. */
  end(ctx: Context): Promise<Viewer> {
    requireMay(ctx.viewer, 'breakGlass.use', []);
    const ids = ctx.glassUses.map(({ id }) => id).sort();
    return ctx.write(async (tx) => {
      for (const id of ids) {
        const { until } = await tx.lockOne(BreakGlassUse, id);
        if (until > tx.moment) await tx.update(BreakGlassUse, id, { until: tx.moment });
      }
      return VIEWER;
    });
  }
}

/** A reason without what only makes it look like another one: width, case, kana, spaces and punctuation. */
function gistOf(reason: string): string {
  return foldName(reason).replace(/[^\p{L}\p{N}]+/gu, '');
}
