import { WebSocket } from 'ws';
import type { Wire } from './session.js';

/** Whoever lets so many bytes of answers wait is not listened to before it has read of them. */
const MOST_UNREAD = 1_000_000;

/** A WebSocket on which nothing piles up: what is not read keeps more from being asked. */
export class Connection implements Wire {
  private isWanted = true;
  private isPaused = false;
  private isAlive = true;
  /** How many messages came that it was not the turn of. */
  private behind = 0;

  constructor(private readonly socket: WebSocket) {
    socket.on('ping', (data) => {
      socket.pong(data, false, () => this.settle());
      this.settle();
    });
    for (const sign of ['ping', 'pong', 'message'] as const) socket.on(sign, () => (this.isAlive = true));
    // What breaks a connection is followed by its end.
    socket.on('error', () => undefined);
  }

  /**
   * Hands on what the client sends, one message after the other.
   *
   * @param turn when a message of so many bytes may be read; until then no more is taken from the network
   */
  hear(turn: (length: number) => Promise<void> | undefined, receive: (data: Buffer, isBinary: boolean) => void): void {
    let last = Promise.resolve();
    // Of `ws` it is one Buffer as long as nobody asks for anything else.
    this.socket.on('message', (data: Buffer, isBinary) => {
      const wait = this.behind === 0 ? turn(data.length) : last.then(() => turn(data.length));
      if (!wait) return receive(data, isBinary);
      this.behind += 1;
      this.settle();
      last = wait.then(() => {
        this.behind -= 1;
        this.settle();
        receive(data, isBinary);
      });
    });
  }

  send(text: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.socket.readyState !== WebSocket.OPEN) return resolve();
      this.socket.send(text, () => {
        resolve();
        this.settle();
      });
      this.settle();
    });
  }

  close(code: number, reason: string): void {
    // Or the client's side of closing would not be heard.
    this.isWanted = true;
    this.settle();
    this.socket.close(code, reason);
  }

  cutOff(code: number, reason: string): void {
    if (this.socket.bufferedAmount > 0) this.terminate();
    else this.close(code, reason);
  }

  listen(isListening: boolean): void {
    this.isWanted = isListening;
    this.settle();
  }

  /** Asks for a sign of life; ends the connection when there was none since the last time. */
  probe(): void {
    if (!this.isAlive) return this.terminate();
    this.isAlive = false;
    if (this.socket.readyState === WebSocket.OPEN) this.socket.ping();
  }

  terminate(): void {
    this.socket.terminate();
  }

  private settle(): void {
    const isPaused = !this.isWanted || this.behind > 0 || this.socket.bufferedAmount > MOST_UNREAD;
    if (isPaused === this.isPaused) return;
    this.isPaused = isPaused;
    if (isPaused) this.socket.pause();
    else this.socket.resume();
  }
}
