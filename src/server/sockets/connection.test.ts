import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { Connection } from './connection.js';

/** A WebSocket to nobody, which writes down what is done to it. */
class FakeSocket extends EventEmitter {
  readonly readyState = WebSocket.OPEN;
  readonly done: string[] = [];
  readonly flush: (() => void)[] = [];
  bufferedAmount = 0;

  send(text: string, onSent: () => void): void {
    this.bufferedAmount += text.length;
    this.flush.push(() => {
      this.bufferedAmount -= text.length;
      onSent();
    });
  }
  pong(data: Buffer, _mask: boolean, onSent: () => void): void {
    this.done.push('pong');
    this.send(data.toString(), onSent);
  }
  ping = () => this.done.push('ping');
  pause = () => this.done.push('pause');
  resume = () => this.done.push('resume');
  close = () => this.done.push('close');
  terminate = () => this.done.push('terminate');
}

let socket: FakeSocket;
let connection: Connection;

beforeEach(() => {
  socket = new FakeSocket();
  connection = new Connection(socket as unknown as WebSocket);
});

describe('a sign of life', () => {
  test('is asked for, and without one the connection ends', () => {
    connection.probe();
    connection.probe();

    expect(socket.done).toEqual(['ping', 'terminate']);
  });

  test.each(['pong', 'message'])('is a %s', (sign) => {
    connection.probe();
    socket.emit(sign, Buffer.from(''));
    connection.probe();

    expect(socket.done).toEqual(['ping', 'ping']);
  });
});

describe('a client that does not read', () => {
  const large = 'a'.repeat(600_000);

  test('is not listened to before it has read some of it', async () => {
    const sent = [connection.send(large), connection.send(large)];
    expect(socket.done).toEqual(['pause']);

    socket.flush[0]!();
    await sent[0];
    expect(socket.done).toEqual(['pause', 'resume']);
  });

  test('cannot have pongs pile up either', () => {
    void connection.send('a'.repeat(1_000_000));
    socket.emit('ping', Buffer.from('a'));
    expect(socket.done).toEqual(['pong', 'pause']);

    socket.flush[0]!();
    expect(socket.done).toEqual(['pong', 'pause', 'resume']);
  });

  test('has not even that told which waited, once it may read no more', () => {
    connection.cutOff(4403, 'Forbidden');
    void connection.send(large);
    connection.cutOff(4403, 'Forbidden');

    expect(socket.done).toEqual(['close', 'terminate']);
  });

  test('is read when it is its turn, in the order in which it wrote, and no more is taken from it before', async () => {
    const heard: string[] = [];
    const turns: (() => void)[] = [];
    let isBusy = false;
    connection.hear(
      () => (isBusy ? new Promise((resolve) => turns.push(resolve)) : undefined),
      (data) => heard.push(data.toString()),
    );
    const write = (...texts: string[]) => texts.forEach((text) => socket.emit('message', Buffer.from(text), false));
    const rest = () => new Promise((resolve) => setImmediate(resolve));
    write('a');
    isBusy = true;
    write('b', 'c');
    isBusy = false;
    write('d');
    await rest();
    expect([heard, turns.length, socket.done]).toEqual([['a'], 1, ['pause']]);

    turns[0]!();
    await rest();
    expect([heard, socket.done]).toEqual([
      ['a', 'b', 'c', 'd'],
      ['pause', 'resume'],
    ]);
  });

  test('is listened to again only when both sides want it', () => {
    void connection.send(large);
    void connection.send(large);
    connection.listen(false);
    socket.flush[0]!();
    expect(socket.done).toEqual(['pause']);

    connection.listen(true);
    expect(socket.done).toEqual(['pause', 'resume']);
  });
});
