import type { DirectoryBook } from '../../directory/book.js';
import type { Chapter } from '../../kernel/book.js';
import { compareText } from '../../kernel/ids.js';
import { Rows, type Image } from '../../kernel/rows.js';
import { LiaisonTarget, seenFrom } from './liaison-target.js';

/** The liaison targets in memory, as of any moment (ms since the epoch), for nobody in particular. */
export class LiaisonTargets implements Chapter {
  readonly tables = ['liaison_target'];
  private readonly rows = new Rows(LiaisonTarget);
  private readonly byOrganization = this.rows.indexBy(({ organizationId }) => organizationId);
  private readonly byOther = this.rows.indexBy(({ otherId }) => otherId);

  constructor(private readonly directory: DirectoryBook) {}

  take(_table: string, image: Image): boolean {
    return this.rows.put(image) !== undefined;
  }

  get(id: string): LiaisonTarget | undefined {
    const target = this.rows.get(id);
    return target && target.trust > 0 ? target : undefined;
  }

  history(id: string): readonly LiaisonTarget[] {
    return this.rows.history(id);
  }

  /** All that held at a moment between organizations that existed then, by their ids. */
  all(at: number): LiaisonTarget[] {
    return this.heldAt([...this.rows.all()], at).sort(byIds);
  }

  /** Those of one organization, seen from there. */
  of(organizationId: string, at: number): LiaisonTarget[] {
    const rows = [...this.byOrganization.of(organizationId), ...this.byOther.of(organizationId)];
    return this.heldAt(rows, at)
      .map((target) => seenFrom(target, organizationId))
      .sort(byIds);
  }

  /** One who is dissolved has no people: a target with it could never be met. */
  private heldAt(rows: readonly LiaisonTarget[], at: number): LiaisonTarget[] {
    return rows
      .map(({ id }) => this.rows.asOf(id, at)!)
      .filter(({ trust }) => trust > 0)
      .filter(({ organizationId, otherId }) => this.exists(organizationId, at) && this.exists(otherId, at));
  }

  private exists(organizationId: string, at: number): boolean {
    const organization = this.directory.organizations.get(organizationId);
    return organization !== undefined && this.directory.exists(organization, at);
  }
}

function byIds(a: LiaisonTarget, b: LiaisonTarget): number {
  return compareText(a.organizationId, b.organizationId) || compareText(a.otherId, b.otherId);
}
