import type { GraphiqlExample } from '../src/server/graphiql.js';
import { employees } from './demo/employees.js';
import { officials } from './demo/officials.js';

/** Queries on the demo that show what Renkei is for, the first thing first. */
export const exampleQueries: readonly GraphiqlExample[] = [
  {
    name: 'Whose is it, and whom do I call?',
    query: `query WhoIs($indicator: String = "hxxps://login[.]bank[.]example/reset") {
  # Try also 192.0.2[.]77, AS64500 or 例示銀行.
  whoIs(indicator: $indicator) {
    matched
    organization {
      name
      csirts { shortName }
      parent { name }
      contactChain {
        steps {
          rank
          reason
          organization { name }
          pointOfContact {
            role
            person { name }
            deskName
          }
          introduction {
            trust
            people { name }
            ties { trust lastMetAt }
          }
          channels { kind value isOpen opensNext }
        }
      }
    }
  }
}
`,
  },
  {
    name: 'Search by kanji, kana or English',
    query: `query Search($text: String = "みほん") {
  # Try also 見本, sample, CSIRT or けいさつ.
  search(text: $text) {
    score
    matched
    node {
      id
      ... on Organization { name nameEn kind }
      ... on Csirt { shortName of: organization { name } }
      ... on Person { name nameEn organization { name } }
    }
  }
}
`,
  },
  {
    name: 'An official who was transferred',
    query: `query Transfer {
  people(filter: { text: "仮名 次郎" }) {
    nodes {
      name
      kana
      positions { organization { name } title from to }
      now: organization { name }
      before: organization(at: "2025-06-30T12:00:00+09:00") { name }
      contactNow: pointsOfContact { ...term }
      contactBefore: pointsOfContact(at: "2025-06-30T12:00:00+09:00") { ...term }
      channels { kind value status verifiedAt }
    }
  }
}

fragment term on PointOfContact {
  csirt { shortName }
  role
  from
  to
  channels { kind value }
}
`,
  },
  {
    name: 'Ties that moved with an official',
    query: `query MovedTies {
  # 仮名 次郎 went from 総務省 to 経済産業省 on 2025-07-01, and what is between him and 見本通信 went with him.
  organizations(filter: { text: "見本通信" }) {
    nodes {
      name
      before: ties(at: "2025-06-30T12:00:00+09:00", first: 1) { ...ties }
      after: ties(at: "2025-07-01T12:00:00+09:00", first: 1) { ...ties }
      now: ties(first: 3) { ...ties }
    }
  }
}

fragment ties on OrganizationTieConnection {
  nodes {
    to { name }
    trust
    carriers(first: 2) { person { name } share }
  }
}
`,
  },
  {
    name: 'A tie that fades',
    query: `query Fading($from: ID = "${officials.enshu.id}", $to: ID = "${employees.shisaku.id}") {
  # What they did together, and what is left of it.
  in2024: tie(from: $from, to: $to, at: "2024-04-01T00:00:00+09:00") {
    ...tie
    ... on Tie { encounters { nodes { kind title startsAt } } }
  }
  in2026: tie(from: $from, to: $to, at: "2026-04-01T00:00:00+09:00") { ...tie }
  in2028: tie(from: $from, to: $to, at: "2028-04-01T00:00:00+09:00") { ...tie }
}

fragment tie on Tie {
  from { name }
  to { name }
  trust
  lastMetAt
}
`,
  },
  {
    name: 'Ties that hang on one person',
    query: `query OnePerson {
  organizations(filter: { text: "情報セキュリティセンター" }) {
    nodes {
      name
      # Where the concentration is 1, one transfer ends the tie.
      ties(first: 6) {
        nodes {
          to { name }
          trust
          concentration
          carriers(first: 1) { person { name organization { name } } share }
        }
      }
    }
  }
}
`,
  },
  {
    name: 'Who met lately',
    query: `query Encounters {
  encounters(filter: { kind: [JOINT_WORK, CONSULTATION, MEETING] }, first: 5) {
    totalCount
    nodes {
      kind
      title
      startsAt
      mode
      tlp
      host { name }
      attendees { nodes { name } }
      notes
    }
  }
}
`,
  },
  {
    name: 'The morning list: what is missing or ends',
    query: `query MorningList {
  csirtsWithoutPrimary {
    shortName
    organization { name }
    pointsOfContact { role person { name } deskName }
  }
  # Within five years.
  pointsOfContactEnding(withinDays: 1826) {
    to
    role
    person { name }
    deskName
    csirt { shortName }
  }
}
`,
  },
  {
    name: 'Sharing networks, hubs and members',
    query: `query SharingNetworks {
  sharingNetworks {
    totalCount
    nodes {
      name
      hub { name csirts { shortName } }
      members(first: 50) {
        totalCount
        nodes { name sector }
      }
    }
  }
}
`,
  },
  {
    name: 'The chain as it was on a night of 2025',
    query: `query ChainThen($at: DateTime = "2025-06-30T22:30:00+09:00") {
  # 架空 一郎's mobile phone was found to be wrong only later, and 仮名 次郎 came to the ministry on the next day.
  whoIs(indicator: "bank.example", at: $at) {
    organization {
      name
      contactChain(at: $at) {
        at
        steps {
          rank
          reason
          organization { name }
          pointOfContact { role person { name } personWithheld deskName from to }
          channels { kind value isOpen(at: $at) opensNext(at: $at) }
        }
      }
    }
  }
}
`,
  },
];
