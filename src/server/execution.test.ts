import 'reflect-metadata';
import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import { parse, type OperationDefinitionNode } from 'graphql';
import { Arg, ArgsType, Args, Field, FieldResolver, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Max } from 'class-validator';
import { Node } from '../kernel/node.js';
import { Executor } from './execution.js';
import { createSchema } from './schema.js';

@ArgsType()
class SizeArgs {
  @Field(() => Int, { nullable: true })
  size?: number;
}

@ArgsType()
class CheckedArgs {
  @Field(() => Int)
  @Max(3)
  most!: number;
}

@ObjectType({ implements: Node })
class Note extends Node {
  @Field(() => String)
  text!: string;

  @Field(() => String, { name: 'shout' })
  loud(@Arg('mark', () => String, { defaultValue: '!' }) mark: string): string {
    return this.text.toUpperCase() + mark;
  }
}

@Resolver(() => Note)
class NoteResolver {
  private readonly joined = '/';

  @Query(() => [Note])
  notes(): Note[] {
    const made = Object.assign(new Note(), { id: 'note_1', text: 'a b' });
    // What is no instance is made one before a method of its class is called.
    return [made, { ...made, id: 'note_2' } as Note];
  }

  @FieldResolver(() => String)
  words(@Root() { text }: Note, @Args(() => SizeArgs) args: SizeArgs): string {
    return [args instanceof SizeArgs, ...text.split(' ').slice(0, args.size)].join(this.joined);
  }

  @FieldResolver(() => Int)
  checked(@Args(() => CheckedArgs) { most }: CheckedArgs): number {
    return most;
  }
}

const TIMES = 6;
let executor: Executor;
let told: string[];
let left: number;

beforeAll(async () => {
  executor = new Executor(await createSchema([new NoteResolver()]));
});
beforeEach(() => {
  told = [];
  left = 0;
});

async function run(text: string, isGlassBroken = false) {
  const document = parse(text);
  const [operation] = document.definitions as OperationDefinitionNode[];
  const answers: unknown[] = [];
  for (let times = 0; times < TIMES; times += 1) {
    const context = {
      isGlassBroken,
      leaveGlass: () => (left += 1),
      noteTold: ({ id }: Node, field: string) => told.push(`${id} ${field}`),
    };
    answers.push(await executor.run({ document, operationName: undefined, operation, variables: {}, context }));
  }
  const [first, ...others] = answers.map((answer) => JSON.parse(JSON.stringify(answer)) as { data: unknown });
  for (const other of others) expect(other).toEqual(first);
  return first!;
}

test('fields are answered alike, of instances and of what looks like one, at first and when it is compiled', async () => {
  expect(await run('{ notes { id text shout words words1: words(size: 1) loud: shout(mark: "?") } }')).toEqual({
    data: {
      notes: ['note_1', 'note_2'].map((id) => ({
        id,
        text: 'a b',
        shout: 'A B!',
        words: 'true/a/b',
        words1: 'true/a',
        loud: 'A B?',
      })),
    },
  });
});

test('what is to be checked is checked', async () => {
  expect(await run('{ notes { checked(most: 3) } }')).toEqual({ data: { notes: [{ checked: 3 }, { checked: 3 }] } });
  expect(await run('{ notes { checked(most: 4) } }')).toMatchObject({
    data: null,
    errors: [{ message: 'Argument Validation Error' }],
  });
});

test('with the glass broken every field of a record says that it is told, and without it none can be', async () => {
  await run('{ notes { id text shout } }', true);
  expect(told.slice(0, 3)).toEqual(['note_1 id', 'note_1 text', 'note_1 shout']);
  expect(told).toHaveLength(TIMES * 6);
  expect(left).toBe(0);

  await run('{ notes { id text } }');
  expect(told).toHaveLength(TIMES * 6);
  // What is compiled would not say it when the glass is broken meanwhile.
  expect(left).toBeGreaterThan(0);
});
