import 'reflect-metadata';
import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import {
  GraphQLScalarType,
  parse,
  type GraphQLResolveInfo,
  type OperationDefinitionNode,
  type StringValueNode,
} from 'graphql';
import {
  Arg,
  ArgsType,
  Args,
  Ctx,
  Field,
  FieldResolver,
  Info,
  InputType,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { Max } from 'class-validator';
import { Readings, type AnswerPath, type Noted } from '../access/audit/readings.js';
import { Source } from '../kernel/dependencies.js';
import { Node } from '../kernel/node.js';
import { Steady } from '../kernel/steady.js';
import { Executor } from './execution.js';
import { createSchema } from './schema.js';

class Moment {
  constructor(readonly text: string) {}
}

/** Its values are no JSON. */
const MomentScalar = new GraphQLScalarType<Moment, string>({
  name: 'Moment',
  parseValue: (value) => new Moment(String(value)),
  parseLiteral: (node) => new Moment((node as StringValueNode).value),
});

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

@InputType()
class NoteFilter {
  @Field(() => String, { nullable: true })
  word?: string | null;

  get isGiven(): boolean {
    return this.word != null;
  }
}

@InputType()
class CheckedFilter {
  @Field(() => Int)
  @Max(3)
  most!: number;
}

@Steady()
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
    const note = Object.assign(new Note(), { id: 'note_1', text: 'a b' });
    // What is no instance is made one before a method of its class is called.
    return [note, { ...note, id: 'note_2' } as Note];
  }

  @Query(() => [String])
  filtered(
    @Arg('filter', () => NoteFilter, { nullable: true }) filter: NoteFilter | null,
    @Args(() => SizeArgs) { size }: SizeArgs,
  ): string[] {
    return [this.joined, String(size), String(filter?.isGiven), ...Object.keys(filter ?? {})];
  }

  @Query(() => String)
  since(@Arg('moment', () => MomentScalar) moment: Moment): string {
    return `${moment instanceof Moment ? 'Moment' : typeof moment}: ${moment.text}`;
  }

  @Query(() => Int)
  checkedMost(@Arg('filter', () => CheckedFilter) { most }: CheckedFilter): number {
    return most;
  }

  @Steady()
  @Query(() => [Note])
  notesSaying(@Arg('text', () => String) text: string): Note[] {
    made += 1;
    if (moves) now += 1;
    if (text === 'busy') directory.changed('note_3');
    directory.read('note_3');
    return [Object.assign(new Note(), { id: 'note_3', text })];
  }

  /** Of a record, made once more each time that it is asked. */
  @Steady()
  @FieldResolver(() => Int)
  length(@Root() { text }: Note, @Arg('plus', () => Int, { nullable: true }) plus: number | null): number {
    computed.push(text);
    directory.read(text);
    if (text === 'busy') directory.changed(text);
    return text.length + (plus ?? 0);
  }

  /** What must be recorded when it is told. */
  @Steady()
  @FieldResolver(() => String)
  secret(
    @Root() { id, text }: Note,
    @Ctx() { readings }: { readonly readings: Readings },
    @Info() { path }: GraphQLResolveInfo,
  ): string {
    computed.push(text);
    readings.noteChannel(`channel of ${id}`, [id, null], path);
    return text;
  }

  @Steady()
  @FieldResolver(() => Int)
  async later(@Root() { text }: Note): Promise<number> {
    return Promise.resolve(text.length);
  }

  @Steady()
  @FieldResolver(() => [Note])
  parts(@Root() { text }: Note): Note[] {
    return this.theNotes(text.split(' '));
  }

  @Steady()
  @Query(() => [Note])
  theNotes(@Arg('texts', () => [String]) texts: string[]): Note[] {
    return texts.map((text) => (kept[text] ??= Object.assign(new Note(), { id: `note_${text}`, text })));
  }

  @FieldResolver(() => String)
  words(@Root() { text }: Note, @Args(() => SizeArgs) args: SizeArgs): string {
    return [args instanceof SizeArgs, ...text.split(' ').slice(0, args.size)].join(this.joined);
  }

  @FieldResolver(() => Int, { nullable: true })
  perhaps(@Args(() => CheckedArgs) { most }: CheckedArgs): number {
    return most;
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
/** What notes are read from, the moment, and when something begins. */
const directory = new Source();
let now: number;
let begins: number[];
let moves: boolean;
let asker: string;
let isGlassNoted: boolean;
/** How often notes were made. */
let made: number;
/** The notes there are, of which something was computed, and what the answer told last that must be recorded. */
let kept: Record<string, Note>;
let computed: string[];
let noted: Noted | undefined;

beforeAll(async () => {
  executor = new Executor(await createSchema([new NoteResolver()]));
});
beforeEach(() => {
  told = [];
  left = 0;
  [now, begins, moves] = [100, [], false];
  [asker, isGlassNoted, made] = ['somebody', false, 0];
  [kept, computed, noted] = [{}, [], undefined];
});

/** Something to be asked as often as one likes. */
function asking(text: string, isGlassBroken = false) {
  const document = parse(text);
  const [operation] = document.definitions as OperationDefinitionNode[];
  return async (variables: Record<string, unknown> = {}) => {
    const readings = new Readings();
    if (isGlassNoted) readings.noteUse('glass_1', 'in need');
    const context = {
      isGlassBroken,
      leaveGlass: () => (left += 1),
      noteTold: ({ id }: Node, field: string) => told.push(`${id} ${field}`),
      get now() {
        return now;
      },
      get quietTime() {
        const [last, next] = [begins.findLast((each) => each <= now), begins.find((each) => each > now)];
        return { since: last ?? -Infinity, until: next ?? Infinity };
      },
      asker,
      readings,
    };
    const answer = await executor.run({ document, operationName: undefined, operation, variables, context });
    noted = readings.take();
    return answer;
  };
}

async function run(text: string, isGlassBroken = false) {
  const ask = asking(text, isGlassBroken);
  const answers: string[] = [];
  for (let times = 0; times < TIMES; times += 1) answers.push(executor.textOf((await ask()) as never));
  const [first, ...others] = answers;
  for (const other of others) expect(other).toBe(first);
  return JSON.parse(first!) as { data: unknown };
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

test('queries are answered alike with what is given and what is left out, and what is to be checked is checked', async () => {
  expect(
    await run(
      '{ a: filtered b: filtered(filter: null, size: 2) c: filtered(filter: {}) d: filtered(filter: { word: "x" }) }',
    ),
  ).toEqual({
    data: {
      a: ['/', 'undefined', 'undefined'],
      b: ['/', '2', 'undefined'],
      c: ['/', 'undefined', 'false'],
      d: ['/', 'undefined', 'true', 'word'],
    },
  });
  expect(await run('{ checkedMost(filter: { most: 3 }) }')).toEqual({ data: { checkedMost: 3 } });
  expect(await run('{ checkedMost(filter: { most: 4 }) }')).toMatchObject({
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

const SAYING = 'query ($text: String!) { notesSaying(text: $text) { id text } }';

test('what is steady is made once more for another asker, for what else is asked, and when something changed of what it was made of', async () => {
  const ask = asking(SAYING);
  const told = async (text: string) => JSON.parse(executor.textOf((await ask({ text })) as never)) as unknown;
  const saying = (text: string) => ({ data: { notesSaying: [{ id: 'note_3', text }] } });
  for (let times = 0; times < TIMES; times += 1) expect(await told('a')).toEqual(saying('a'));
  const once = made;
  expect(once).toBeLessThan(TIMES);
  expect(await told('a')).toEqual(saying('a'));
  expect(made).toBe(once);
  expect(await told('b')).toEqual(saying('b'));
  expect(made).toBe(once + 1);
  asker = 'somebody else';
  expect(await told('a')).toEqual(saying('a'));
  expect(made).toBe(once + 2);
  asker = 'somebody';
  directory.changed('note_4');
  await told('a');
  expect(made).toBe(once + 2);
  // It is known by now that it is asked again.
  directory.changed('note_3');
  for (let times = 0; times < TIMES; times += 1) await told('a');
  expect(made).toBe(once + 3);
});

test.each([
  ['what is read by break-glass', SAYING, true],
  ['what is asked of something that is not steady', '{ notes { words } notesSaying(text: "a") { text } }', false],
  ['a method that nobody says is steady', '{ notesSaying(text: "a") { text words } }', false],
  ['with more words than are asked again', SAYING, false],
])('%s is made each time', async (what, text, isByGlass) => {
  isGlassNoted = isByGlass;
  const ask = asking(text);
  const variables = { text: what.startsWith('with more') ? 'a'.repeat(2_000) : 'a' };
  for (let times = 0; times < TIMES; times += 1) await ask(variables);
  expect(made).toBe(TIMES);
});

test('an answer during which something changed that it is made of is made again', async () => {
  const ask = asking(SAYING);
  for (let times = 0; times < TIMES; times += 1) await ask({ text: 'busy' });
  expect(made).toBe(TIMES);
});

test('when something begins, and when it is earlier again, an answer is made again', async () => {
  const ask = asking(SAYING);
  for (let times = 0; times < TIMES; times += 1) await ask({ text: 'a' });
  begins = [200, 300];
  const told = async (moment: number) => {
    [now, made] = [moment, 0];
    for (let times = 0; times < TIMES; times += 1) await ask({ text: 'a' });
    return made;
  };
  // Nobody had said that something would begin.
  expect(await told(150)).toBe(0);
  asker = 'somebody else';
  expect(await told(150)).toBe(2);
  expect([await told(199), await told(200), await told(299), await told(300), await told(250)]).toEqual([
    0, 1, 0, 1, 1,
  ]);
});

test('an answer during which something begins is not kept', async () => {
  begins = [200, 300];
  const ask = asking(SAYING);
  for (let times = 0; times < TIMES; times += 1) await ask({ text: 'a' });
  asker = 'somebody else';
  [now, made] = [199, 0];
  moves = true;
  for (let times = 0; times < TIMES; times += 1) {
    now = 199;
    await ask({ text: 'a' });
  }
  expect(made).toBe(TIMES);
});

const LENGTHS = 'query ($texts: [String!]!, $plus: Int) { theNotes(texts: $texts) { id length } }';

/** Something that is asked often enough. */
async function often(text: string) {
  const ask = asking(text);
  for (let times = 0; times < TIMES; times += 1) await ask({ texts: [] });
  return async (...texts: string[]) => {
    computed = [];
    const answer = JSON.parse(executor.textOf((await ask({ texts })) as never)) as { data: { theNotes: unknown } };
    expect(answer.data.theNotes).toMatchObject(texts.map((each) => ({ length: each.length })));
    return computed;
  };
}

test('a record of an answer is told again in another one, to the same asker, as long as what it is made of stays', async () => {
  const told = await often(LENGTHS);
  expect(await told('a', 'bb')).toEqual(['a', 'bb']);
  expect(await told('bb', 'c', 'a')).toEqual(['c']);
  asker = 'somebody else';
  expect(await told('a', 'c')).toEqual(['a', 'c']);
  directory.changed('c');
  expect(await told('a', 'c')).toEqual(['c']);
  now = 200;
  expect(await told('a', 'c')).toEqual([]);
  const [note] = Object.values(kept);
  delete kept['a'];
  expect(note).toBeDefined();
  expect(await told('c', 'a')).toEqual(['a']);
});

const SECRETS = 'query ($texts: [String!]!, $unused: Int) { theNotes(texts: $texts) { id secret parts { secret } } }';

/** The keys on the way to something in an answer. */
function keysOf({ prev, key }: AnswerPath): unknown[] {
  return [...(prev ? keysOf(prev) : []), key];
}

test('what must be recorded is noted alike each time that it is told: of a record, of an answer, and made anew', async () => {
  const ask = asking(SECRETS);
  const told = async (texts: string[], unused = 0) => {
    computed = [];
    const text = executor.textOf((await ask({ texts, unused })) as never);
    return { text, computed: computed.length, noted: noted && { ...noted, places: noted.places.map(keysOf) } };
  };
  for (let times = 0; times < TIMES; times += 1) await told([]);
  expect(noted).toBeUndefined();
  await told(['c', 'a b']);
  const again = await told(['a b', 'b', 'c']);
  // All of a record but the one that is new.
  expect(again.computed).toBe(2);
  const first = await told(['a b', 'b', 'c'], 1);
  const whole = await told(['a b', 'b', 'c'], 1);
  expect(first.computed + whole.computed).toBe(0);
  const third = await told(['a b', 'b', 'c'], 1);
  kept = {};
  const anew = await told(['a b', 'b', 'c'], 2);
  expect(anew.computed).toBe(3 + 4);
  for (const each of [again, first, whole, third]) expect(each).toEqual({ ...anew, computed: each.computed });
  expect(anew.noted).toEqual({
    subjects: ['a b', 'a', 'b', 'c'].flatMap((text) => [
      { id: `channel of note_${text}`, fields: ['value'] },
      { id: `note_${text}`, fields: [] },
    ]),
    places: [
      ['theNotes', 0, 'secret'],
      ['theNotes', 0, 'parts', 0, 'secret'],
      ['theNotes', 0, 'parts', 1, 'secret'],
      ['theNotes', 1, 'secret'],
      ['theNotes', 1, 'parts', 0, 'secret'],
      ['theNotes', 2, 'secret'],
      ['theNotes', 2, 'parts', 0, 'secret'],
    ],
    hasRecords: false,
  });
});

test('what is asked of a record with variables is made each time', async () => {
  const told = await often(LENGTHS.replace('length', 'length(plus: $plus)'));
  expect(await told('a', 'b')).toEqual(['a', 'b']);
  expect(await told('b', 'a')).toEqual(['b', 'a']);
});

test('a record during which something changed that it is made of is made again, and no other', async () => {
  const told = await often(LENGTHS);
  expect(await told('a', 'b', 'busy')).toEqual(['a', 'b', 'busy']);
  expect(await told('a', 'b', 'busy')).toEqual(['busy']);
});

test('what hangs on something that is read where nobody sees it is made again when anything changes', async () => {
  const told = await often(LENGTHS.replace('length', 'length later'));
  expect(await told('a', 'b')).toEqual(['a', 'b']);
  expect(await told('a', 'b')).toEqual([]);
  directory.changed('z');
  expect(await told('a', 'b')).toEqual(['a', 'b']);
});

test('an answer is made again when a record in it is, and only then', async () => {
  const ask = await often(LENGTHS);
  const twice = async (...texts: string[]) => [await ask(...texts), await ask(...texts), await ask(...texts)];
  expect(await twice('a', 'b')).toEqual([['a', 'b'], [], []]);
  directory.changed('b');
  directory.changed('c');
  expect(await ask('a', 'b')).toEqual(['b']);
  [kept['a'], kept['b']] = [kept['b']!, kept['a']!];
  // As a whole it is told as it was.
  expect(await ask('a', 'b')).toEqual([]);
  directory.changed('a');
  expect(await ask('a', 'b')).toEqual(['a']);
});

test('a record that alone is kept of those that are asked alike is made again once when it changed', async () => {
  const told = await often(LENGTHS);
  const other = await often(LENGTHS.replace('id length', 'length id'));
  expect(await told('a')).toEqual(['a']);
  directory.changed('a');
  expect(await told('a', 'a')).toEqual(['a']);
  expect(await told('a')).toEqual([]);
  expect(await other('a')).toEqual(['a']);
});

test('what variables have by default is answered alike at first and when it is compiled', async () => {
  const text = `query ($texts: [String!]! = ["a b"], $plus: Int! = 2, $size: Int = 1, $mark: String! = "?", $moment: Moment = "x", $no: Boolean! = false) {
    filtered(size: $size) since(moment: $moment) theNotes(texts: $texts) { length(plus: $plus) shout(mark: $mark) words(size: $size) text @skip(if: $no) }
  }`;
  expect(await run(text)).toEqual({
    data: {
      filtered: ['/', '1', 'undefined'],
      since: 'Moment: x',
      theNotes: [{ length: 5, shout: 'A B?', words: 'true/a', text: 'a b' }],
    },
  });
});

test.each([
  ['{ a: checkedMost(filter: { most: 5 }) notes { checked(most: 4) } b: checkedMost(filter: { most: 4 }) }', [['a']]],
  ['{ notes { early: checked(most: 4) } notes { late: checked(most: 4) } }', [['notes', 0, 'early']]],
  [
    'query ($texts: [String!]! = ["a", "b"]) { theNotes(texts: $texts) { id parts { checked(most: 5) } } }',
    [['theNotes', 0, 'parts', 0, 'checked']],
  ],
  [
    'query ($texts: [String!]! = ["a", "b"]) { theNotes(texts: $texts) { perhaps(most: 4) } }',
    [
      ['theNotes', 0, 'perhaps'],
      ['theNotes', 1, 'perhaps'],
    ],
  ],
])('of several errors those are told that are told at first: %s', async (text, paths) => {
  const { errors } = (await run(text)) as never as { errors: { path: unknown[] }[] };
  expect(errors.map(({ path }) => path)).toEqual(paths);
});

test('keys come in the order of those that are there', async () => {
  const text = `query ($with: Boolean! = false) {
    notes { id @include(if: $with) ... @include(if: $with) { loud: shout } text ...Rest }
  } fragment Rest on Note { loud: shout id }`;
  const { notes } = (await run(text)).data as { notes: object[] };
  expect(notes.map((note) => Object.keys(note))).toEqual([
    ['text', 'loud', 'id'],
    ['text', 'loud', 'id'],
  ]);
});
