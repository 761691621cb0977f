import { registerEnumType } from 'type-graphql';

/** Traffic Light Protocol 2.0 (FIRST): how far a record may travel. */
export enum Tlp {
  CLEAR = 'CLEAR',
  GREEN = 'GREEN',
  AMBER = 'AMBER',
  AMBER_STRICT = 'AMBER_STRICT',
  RED = 'RED',
}

registerEnumType(Tlp, {
  name: 'Tlp',
  description: 'Traffic Light Protocol 2.0 (https://www.first.org/tlp/): how far a record may travel.',
  valuesConfig: {
    CLEAR: { description: 'Every authenticated viewer.' },
    GREEN: { description: 'Every member of the community: viewers who belong to an organization of the directory.' },
    AMBER: { description: 'The owners, and organizations that share a sharing network with an owner now.' },
    AMBER_STRICT: { description: 'The owners only; operators and liaison officers besides.' },
    RED: { description: 'The owners only.' },
  },
});
