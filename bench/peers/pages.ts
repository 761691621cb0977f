/** The directory page: organizations of a sector with their CSIRTs, points of contact, persons and channels. */

export const PAGE = 20;

/** Of a sector; where a page before it ended, by name and id, and as the program and PostGraphile write that. */
export interface PageQuestion {
  readonly sector: string;
  readonly name: string;
  readonly id: string;
  readonly after: string | null;
  readonly afterInPostgraphile: string | null;
}

export const PROGRAM_PAGE = `query ($sector: [Sector!], $first: Int, $after: String) {
  organizations(filter: { sector: $sector }, first: $first, after: $after) {
    nodes {
      id name kana kind sector
      csirts {
        id name shortName
        pointsOfContact { id role priority person { id name kana channels { kind value } } }
      }
    }
  }
}`;

/** The same, of whatever kind: named in another order, it is another question with the same answer. */
export const PROGRAM_PAGE_ANEW = PROGRAM_PAGE.replace('query (', 'query ($kind: [OrganizationKind!], ').replace(
  'sector: $sector }',
  'sector: $sector, kind: $kind }',
);

/** And with a directive: of what has any nothing is kept, and every answer is made. */
export const PROGRAM_PAGE_MADE = PROGRAM_PAGE_ANEW.replace('query (', 'query ($all: Boolean!, ').replace(
  'kana kind sector\n',
  'kana kind sector @include(if: $all)\n',
);

export const POSTGRAPHILE_PAGE = `query ($sector: String!, $first: Int!, $after: Cursor) {
  organizations(condition: { sector: $sector }, orderBy: [NAME_ASC, PRIMARY_KEY_ASC], first: $first, after: $after) {
    nodes {
      id: rowId name kana kind sector
      csirts: csirtsList(orderBy: [ESTABLISHED_ON_ASC, PRIMARY_KEY_ASC]) {
        id: rowId name shortName
        pointsOfContact: pointOfContactsList(orderBy: PRIMARY_KEY_ASC) {
          id: rowId role priority
          person { id: rowId name kana channels: contactChannelsList(orderBy: PRIMARY_KEY_ASC) { kind value } }
        }
      }
    }
  }
}`;

/** Where pages end: what one who turns them over is told. */
export const PROGRAM_ENDS = `query ($sector: [Sector!], $first: Int, $after: String) {
  organizations(filter: { sector: $sector }, first: $first, after: $after) {
    nodes { id name csirts { pointsOfContact { person { channels { tlp } } } } }
    pageInfo { endCursor }
  }
}`;

export const POSTGRAPHILE_ENDS = `query ($sector: String!, $first: Int!, $after: Cursor) {
  organizations(condition: { sector: $sector }, orderBy: [NAME_ASC, PRIMARY_KEY_ASC], first: $first, after: $after) {
    pageInfo { endCursor }
  }
}`;

/** An organization as it stands in a page. PostgreSQL makes the JSON; $1 is the day. */
const FRAGMENT = `
  select id, name, kana, kind, sector, (
    select coalesce(json_agg(row_to_json(c)), '[]') from (
      select id, name, short_name as "shortName", (
        select coalesce(json_agg(row_to_json(t)), '[]') from (
          select t.id, t.role, t.priority, (
            select row_to_json(p) from (
              select p.id, p.name, p.kana, (
                select coalesce(json_agg(row_to_json(h)), '[]') from (
                  select kind, value from contact_channel
                  where person_id = p.id and retired_at is null order by id
                ) h
              ) as channels
            ) p
          ) as person
          from point_of_contact t join person p on p.id = t.person_id
          where t.csirt_id = csirt.id and t."from" <= $1 and (t."to" is null or t."to" > $1)
          order by array_position('{PRIMARY,DEPUTY,OUT_OF_HOURS,EXECUTIVE}', t.role), t.priority, t."from", t.id
        ) t
      ) as "pointsOfContact"
      from csirt
      where organization_id = organization.id
        and (established_on is null or established_on <= $1) and (disbanded_on is null or disbanded_on > $1)
      order by established_on nulls last, id
    ) c
  ) as csirts
  from organization`;

export const SQL_PAGE = `
select json_build_object('data', json_build_object('organizations', json_build_object('nodes',
  coalesce(json_agg(row_to_json(o)), '[]'))))::text as answer
from (${FRAGMENT}
  where sector = $2 and (dissolved_on is null or dissolved_on > $1) and (name, id) > ($3, $4)
  order by name, id limit $5
) o`;

/** Every organization with its place in the order of its sector, and its JSON. */
export const SQL_FRAGMENTS = `
select sector, name, id, row_to_json(o)::text as fragment
from (${FRAGMENT} where dissolved_on is null or dissolved_on > $1) o
order by sector, name, id`;

export interface PageVariables {
  readonly sector: string;
  readonly first: number;
  readonly name: string;
  readonly id: string;
}
