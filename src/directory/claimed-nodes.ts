import { InvalidValue } from '../kernel/refusal.js';
import type { DirectoryBook } from './book.js';
import { parseCorporateNumber } from './values/corporate-number.js';

/** What of the directory the claims of a token may name. */
export class ClaimedNodes {
  constructor(private readonly book: DirectoryBook) {}

  /** The organization with this id or corporate number. */
  organizationId(idOrNumber: string): string | undefined {
    return this.book.organizations.get(idOrNumber)?.id ?? this.numbered(idOrNumber);
  }

  /** The person with this id, or with whom that one was merged. */
  personId(id: string): string | undefined {
    const person = this.book.people.get(id);
    return person?.mergedIntoId ? this.personId(person.mergedIntoId) : person?.id;
  }

  private numbered(text: string): string | undefined {
    try {
      return this.book.organizationNumbered(parseCorporateNumber(text))?.id;
    } catch (error) {
      if (error instanceof InvalidValue) return undefined;
      throw error;
    }
  }
}
