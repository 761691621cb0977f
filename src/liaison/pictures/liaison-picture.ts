import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Organization } from '../../directory/organization.js';
import { DateTimeScalar } from '../../kernel/scalars.js';

export enum PictureLanguage {
  JA = 'JA',
  EN = 'EN',
}

registerEnumType(PictureLanguage, {
  name: 'PictureLanguage',
  description: 'The language of a picture, and of the names in it.',
  valuesConfig: {
    JA: { description: 'Japanese.' },
    EN: { description: 'English, with the English names where there are any.' },
  },
});

@ObjectType({
  description:
    'A picture of ties at a moment (SVG 1.1, without scripts and style sheets), as far as the viewer may see them. Each organization stands at the place that its id gives it: from one day to the next it stays there.',
})
export class LiaisonPicture {
  @Field(() => DateTimeScalar, { description: 'The moment at which it is so.' })
  at!: Date;

  @Field(() => Organization, {
    nullable: true,
    description: 'The one in the middle; null where the picture is of many, each with each.',
  })
  organization!: Organization | null;

  @Field(() => String, { description: 'What it is a picture of, and of which day; also its `<title>`.' })
  title!: string;

  @Field(() => String, {
    description:
      'What it shows, in words, for whoever does not see it: how many ties, the strongest, which fade, which hang on one person; also its `<desc>`.',
  })
  description!: string;

  @Field(() => Int, { description: 'How many organizations it shows by name.' })
  shown!: number;

  @Field(() => Int, { description: 'How many there are besides, with weaker ties; in the matrix together by kind.' })
  omitted!: number;

  @Field(() => Int, { description: 'In pixels.' })
  width!: number;

  @Field(() => Int, { description: 'In pixels.' })
  height!: number;

  @Field(() => String, { description: 'The SVG document.' })
  svg!: string;
}
