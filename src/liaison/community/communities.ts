import { requireMay } from '../../access/policy.js';
import type { Context } from '../../directory/context.js';
import { dayStart } from '../../kernel/days.js';
import { refuse } from '../../kernel/refusal.js';
import type { LiaisonBook } from '../book.js';
import { Community } from './community.js';
import { CommunitySweep } from './community-sweep.js';
import { CommunitySurvey, type Swept, type UseNetwork } from './community-survey.js';
import type { Network } from '../graph/network.js';
import type { Networks } from '../networks.js';
import type { LiaisonSights } from '../sight.js';
import type { Threads } from '../threads/threads.js';

export const MOST_POINTS = 60;

/** The community as a whole, as of a moment and month by month. */
export class Communities {
  constructor(
    private readonly book: LiaisonBook,
    private readonly networks: Networks,
    private readonly threads: Threads,
    private readonly sights: LiaisonSights,
  ) {}

  /** @throws FORBIDDEN for whoever does not keep or audit the network */
  requireMayAsk(ctx: Context): void {
    requireMay(ctx.viewer, 'community.ask', []);
  }

  at(ctx: Context, at: number): Community {
    let network: Promise<Network> | undefined;
    return this.survey(ctx, at, async (work) => work(await (network ??= this.networks.at(ctx, at))));
  }

  /**
   * On the first day of each month of a term (YYYY-MM-DD, half-open). @throws BAD_USER_INPUT for a term that ends before it
   * begins, begins before anything is recorded, or has too many months
   */
  series(ctx: Context, from: string, to: string): Community[] {
    if (to <= from) throw refuse.badInput(['to'], '`to` is a day after `from`.');
    const days = monthsWithin(from, to, MOST_POINTS + 1);
    if (days.length > MOST_POINTS)
      throw refuse.badInput(
        ['to'],
        `From \`from\` on there are more than ${MOST_POINTS} first days of a month, the limit.`,
      );
    const moments = days.map((day) => dayStart(day, this.book.directory.communityZone));
    if (!this.sights.of(ctx).hasRecordsBy(dayStart(from, this.book.directory.communityZone)))
      throw refuse.badInput(['from'], 'Nothing is recorded of this day: no position had begun.');
    // One network at a time: each takes some 50 MB where a nation is in it.
    let last: Promise<unknown> = Promise.resolve();
    const sweep = new CommunitySweep(ctx, this.book, this.sights, this.threads, moments);
    return moments.map((at, place) => {
      const useNetwork: UseNetwork = (work) => {
        const own = last.then(async () => work(await this.networks.at(ctx, at)));
        last = own.catch(() => undefined);
        return own;
      };
      return this.survey(ctx, at, useNetwork, sweep.at(place));
    });
  }

  private survey(ctx: Context, at: number, useNetwork: UseNetwork, swept?: Swept): Community {
    const survey = new CommunitySurvey(ctx, this.book, this.threads, useNetwork, swept);
    return Object.assign(new Community(), { at: new Date(at), survey });
  }
}

/** The first days of months (YYYY-MM-DD) from a day on and before another, the first so many. */
function monthsWithin(from: string, to: string, most: number): string[] {
  const [year, month, day] = from.split('-').map(Number) as [number, number, number];
  const days: string[] = [];
  for (let next = year * 12 + month - 1 + (day > 1 ? 1 : 0); days.length < most; next += 1) {
    const text = `${String(Math.floor(next / 12)).padStart(4, '0')}-${String((next % 12) + 1).padStart(2, '0')}-01`;
    // Of five digits it stands before all others of four.
    if (text >= to || text.length > to.length) break;
    days.push(text);
  }
  return days;
}
