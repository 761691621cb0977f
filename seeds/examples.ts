import type { GraphiqlExample } from '../src/server/graphiql.js';

/** Queries on the demo that show what the directory is for, the first thing first. */
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
            person {
              name
              positions { organization { name } title from to }
            }
            deskName
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
