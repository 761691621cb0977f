import { Field, ObjectType } from 'type-graphql';
import { Steady } from '../kernel/steady.js';
import type { DirectoryBook } from './book.js';
import { Constituency, ConstituencyKind } from './constituency.js';
import { Csirt } from './csirt.js';
import { firstEstablished } from './csirt-order.js';
import { Organization } from './organization.js';
import { parentDomains } from './values/domain.js';
import { parseIndicator } from './values/indicator.js';
import { containingPrefixes } from './values/ip-prefix.js';

@Steady()
@ObjectType({ description: 'An organization that answers for what was asked about.' })
export class ConstituencyMatch {
  @Field(() => Organization, { description: 'Whose it is.' })
  organization!: Organization;

  @Field(() => Csirt, {
    nullable: true,
    description:
      "The organization's first CSIRT in the order of contact chains, else that of the nearest organization above it; null where there is none.",
  })
  csirt!: Csirt | null;

  @Field(() => Constituency, { nullable: true, description: 'What matched; null when a name did.' })
  constituency!: Constituency | null;

  @Field({ description: 'The text that matched: the constituency, or the name.' })
  matched!: string;
}

/**
 * Whose an indicator is at a moment, the most specific first.
 * @throws InvalidValue when it is empty or longer than 2,048 characters.
 */
export function whoIs(book: DirectoryBook, text: string, at: number): ConstituencyMatch[] {
  const indicator = parseIndicator(text);
  const matches = (kind: ConstituencyKind, values: readonly string[]) =>
    values.flatMap((value) => {
      const constituency = book.constituencyWith(kind, value, at);
      if (!constituency) return [];
      const organization = book.organizations.get(constituency.organizationId)!;
      return [{ organization, csirt: csirtFor(book, organization.id, at), constituency, matched: value }];
    });
  switch (indicator.kind) {
    case 'DOMAIN':
      return matches(ConstituencyKind.DOMAIN, parentDomains(indicator.domain));
    case 'PREFIX':
      return matches(ConstituencyKind.PREFIX, containingPrefixes(indicator.prefix));
    case 'AS_NUMBER':
      return matches(ConstituencyKind.AS_NUMBER, [indicator.value]);
    case 'NAME':
      return book.bearersOf(indicator.name, at).map(({ organization, name }) => ({
        organization,
        csirt: csirtFor(book, organization.id, at),
        constituency: null,
        matched: name,
      }));
  }
}

function csirtFor(book: DirectoryBook, organizationId: string, at: number): Csirt | null {
  const climbed = new Set<string>();
  for (let id: string | null = organizationId; id !== null && !climbed.has(id); id = book.parentOf(id, at)) {
    climbed.add(id);
    const first = firstEstablished(book.csirtsOf(id, at));
    if (first) return first;
  }
  return null;
}
