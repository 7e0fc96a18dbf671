import { type Frame, FrameSplitter } from './frames.ts';

const HEAD_END = '\r\n\r\n';

/**
 * One direction of one connection, read as it goes by: an HTTP head, and whole WebSocket frames behind it once both
 * sides have agreed on that. A connection that stays HTTP (long polling) passes through as it is.
 */
export class StreamReader {
  readonly #isUpgrade: (head: string) => boolean;
  readonly #splitter = new FrameSplitter();
  #head: Buffer = Buffer.alloc(0);
  #mode: 'head' | 'frames' | 'plain' = 'head';

  constructor(towards: 'server' | 'device') {
    this.#isUpgrade =
      towards === 'server' ? (head) => /^upgrade: *websocket/im.test(head) : (head) => head.startsWith('HTTP/1.1 101 ');
  }

  /** What has come whole: frames, or bytes that are not looked into (as frames without text). */
  push(chunk: Buffer): readonly Frame[] {
    if (this.#mode === 'plain') return [{ raw: chunk, text: null }];
    if (this.#mode === 'frames') return this.#splitter.push(chunk);
    this.#head = Buffer.concat([this.#head, chunk]);
    const end = this.#head.indexOf(HEAD_END);
    if (end === -1) return [];
    const all = this.#head;
    const cut = end + HEAD_END.length;
    this.#head = Buffer.alloc(0);
    if (!this.#isUpgrade(all.subarray(0, cut).toString('latin1'))) {
      this.#mode = 'plain';
      return [{ raw: all, text: null }];
    }
    this.#mode = 'frames';
    return [{ raw: all.subarray(0, cut), text: null }, ...this.#splitter.push(all.subarray(cut))];
  }
}
