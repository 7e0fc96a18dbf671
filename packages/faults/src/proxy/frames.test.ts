import { describe, expect, it } from 'vitest';
import { FrameSplitter } from './frames.ts';

/** A text frame of so many characters, as a server (unmasked) or a client (masked) writes it. */
function frameOf(text: string, mask?: readonly number[]): Buffer {
  const payload = Buffer.from(text);
  const bit = mask ? 0x80 : 0;
  const size =
    payload.length < 126
      ? [bit | payload.length]
      : payload.length < 65_536
        ? [bit | 126, payload.length >> 8, payload.length & 255]
        : [bit | 127, 0, 0, 0, 0, 0, payload.length >> 16, (payload.length >> 8) & 255, payload.length & 255];
  const body = mask ? payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0)) : payload;
  return Buffer.concat([Buffer.from([0x81, ...size, ...(mask ?? [])]), body]);
}

describe('the splitter of frames', () => {
  const texts = ['', 'short', 'é'.repeat(100), 'long '.repeat(14_000)];

  it.each([
    ['a server', undefined],
    ['a client', [1, 2, 3, 250]],
  ])('finds every frame of %s, however the bytes are cut', (_who, mask) => {
    const frames = texts.map((text) => frameOf(text, mask));
    const stream = Buffer.concat(frames);
    for (const step of [3, 1000, stream.length]) {
      const splitter = new FrameSplitter();
      const found = [];
      for (let at = 0; at < stream.length; at += step) found.push(...splitter.push(stream.subarray(at, at + step)));
      expect(found.map(({ text }) => text)).toEqual(texts);
      expect(Buffer.concat(found.map(({ raw }) => raw)).equals(stream)).toBe(true);
    }
  });

  it('finds a frame that comes byte by byte', () => {
    const splitter = new FrameSplitter();
    const found = [...frameOf('é'.repeat(100), [1, 2, 3, 250])].flatMap((byte) => splitter.push(Buffer.from([byte])));
    expect(found.map(({ text }) => text)).toEqual(['é'.repeat(100)]);
  });

  it('takes control frames and parts of messages for what they are: not text', () => {
    const ping = Buffer.from([0x89, 0]);
    const part = Buffer.from([0x01, 1, 0x61]);
    expect(new FrameSplitter().push(Buffer.concat([ping, part])).map(({ text }) => text)).toEqual([null, null]);
  });
});
