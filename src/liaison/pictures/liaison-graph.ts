import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTimeScalar } from '../../kernel/scalars.js';

export enum LiaisonGraphFormat {
  GRAPHML = 'GRAPHML',
  GEXF = 'GEXF',
  DOT = 'DOT',
}

registerEnumType(LiaisonGraphFormat, {
  name: 'LiaisonGraphFormat',
  description: 'What programs for graphs read.',
  valuesConfig: {
    GRAPHML: { description: 'GraphML: Gephi, yEd, igraph, NetworkX.' },
    GEXF: { description: 'GEXF 1.3: Gephi.' },
    DOT: { description: 'The language of Graphviz.' },
  },
});

@ObjectType({
  description:
    'The ties of organizations at a moment as a file for programs that draw and measure graphs, as far as the viewer may see them.',
})
export class LiaisonGraph {
  @Field(() => DateTimeScalar, { description: 'The moment at which it is so.' })
  at!: Date;

  @Field(() => LiaisonGraphFormat, { description: 'The format of `content`.' })
  format!: LiaisonGraphFormat;

  @Field(() => Int, { description: 'How many organizations are in it.' })
  nodes!: number;

  @Field(() => Int, { description: 'How many ties.' })
  edges!: number;

  @Field(() => String, {
    description:
      'The file. Organizations have `kind`, `sector` and `observer`; ties, without direction and weighed by strength, have `strength`, `trust`, `fadesOn` (YYYY-MM-DD, where it is within 180 days), `wanted` (the liaison target) and `fading`.',
  })
  content!: string;
}
