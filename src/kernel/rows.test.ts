import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { Column, Entity } from 'typeorm';
import { Dependencies } from './dependencies.js';
import { Row } from './node.js';
import { Index, Rows } from './rows.js';

@Entity('guest')
class Guest extends Row {
  @Column({ type: 'text' })
  room!: string;
}

const image = (id: string, room: string, version = 1) => ({
  id,
  room,
  version,
  created_at: '2026-01-01T00:00:00Z',
  changed_at: '2026-01-01T00:00:00Z',
});
const START = [image('guest_1', 'a'), image('guest_2', 'b')];

/** How each reads what guest_1 is in; undefined of what does not read for anybody. */
const READERS: Readonly<Record<string, ((guests: Rows<Guest>, byRoom: Index<Guest>) => unknown) | undefined>> = {
  'Rows.constructor': undefined,
  'Rows.indexBy': undefined,
  'Rows.put': undefined,
  'Rows.loading': undefined,
  'Rows.add': undefined,
  'Rows.order': undefined,
  'Rows.forget': undefined,
  'Rows.shareIds': undefined,
  'Rows.dump': undefined,
  'Rows.get': (guests) => guests.get('guest_1'),
  'Rows.asOf': (guests) => guests.asOf('guest_1', 0),
  'Rows.history': (guests) => guests.history('guest_1'),
  'Rows.all': (guests) => [...guests.all()],
  'Rows.inOrder': (guests) => guests.inOrder(),
  'Rows.size': (guests) => guests.size,
  'Index.constructor': undefined,
  'Index.put': undefined,
  'Index.dump': undefined,
  'Index.of': (_guests, byRoom) => byRoom.of('a'),
  'Index.everOf': (_guests, byRoom) => byRoom.everOf('a'),
};

const methodsOf = (one: { readonly name: string; readonly prototype: object }) =>
  Object.getOwnPropertyNames(one.prototype).map((method) => `${one.name}.${method}`);

test('there is a line for each way to read rows', () => {
  expect(Object.keys(READERS).sort()).toEqual([...methodsOf(Rows), ...methodsOf(Index)].sort());
});

test.each(Object.entries(READERS).flatMap(([name, read]) => (read ? [[name, read] as const] : [])))(
  'what %s answers hangs on the rows in it, however often it was asked before',
  (_name, read) => {
    const changes = [image('guest_1', 'a', 3), image('guest_1', 'b', 4), image('guest_1', 'a', 2)];
    const guests = new Rows(Guest);
    const byRoom = guests.indexBy(({ room }) => room);
    for (const each of START) guests.put(each);
    const follow = () => {
      const dependencies = new Dependencies();
      dependencies.during(() => read(guests, byRoom));
      return dependencies.close();
    };
    follow();
    for (const change of changes) {
      const dependencies = follow();
      guests.put(START[0]!);
      expect(dependencies.isUnchanged).toBe(true);
      guests.put(change);
      expect(dependencies.isUnchanged).toBe(false);
    }
  },
);

test('that nobody was there is read, too', () => {
  const guests = new Rows(Guest);
  const byRoom = guests.indexBy(({ room }) => room);
  const nobody = [() => guests.get('guest_1'), () => byRoom.of('a'), () => byRoom.everOf('a'), () => [...guests.all()]];
  const found = nobody.map((read) => {
    const dependencies = new Dependencies();
    dependencies.during<unknown>(read);
    return dependencies.close();
  });
  guests.put(START[1]!);
  expect(found.map(({ isUnchanged }) => isUnchanged)).toEqual([true, true, true, false]);
  guests.put(START[0]!);
  expect(found.map(({ isUnchanged }) => isUnchanged)).toEqual([false, false, false, false]);
});
