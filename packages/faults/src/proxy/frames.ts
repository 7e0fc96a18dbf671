/** One whole WebSocket frame as it stood on the wire, and its text when it is a text frame in one piece. */
export type Frame = { readonly raw: Buffer; readonly text: string | null };

/** Cuts a stream of bytes into whole WebSocket frames (RFC 6455, section 5.2); keeps what is not whole yet. */
export class FrameSplitter {
  #rest: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): readonly Frame[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const frames: Frame[] = [];
    for (let frame = this.#next(); frame !== null; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): Frame | null {
    const bytes = this.#rest;
    const [first, second] = bytes;
    if (first === undefined || second === undefined) return null;
    const short = second & 0x7f;
    const sizeBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
    const isMasked = (second & 0x80) !== 0;
    const head = 2 + sizeBytes + (isMasked ? 4 : 0);
    if (bytes.length < head) return null;
    const size = sizeBytes === 2 ? bytes.readUInt16BE(2) : sizeBytes === 8 ? Number(bytes.readBigUInt64BE(2)) : short;
    if (bytes.length < head + size) return null;
    this.#rest = bytes.subarray(head + size);
    const raw = bytes.subarray(0, head + size);
    // The first byte of a text frame that is whole: FIN set, no extension, opcode 1.
    return { raw, text: first === 0x81 ? textOf(raw, head, isMasked) : null };
  }
}

function textOf(raw: Buffer, head: number, isMasked: boolean): string {
  const payload = Buffer.from(raw.subarray(head));
  if (isMasked) {
    const mask = raw.subarray(head - 4, head);
    for (let at = 0; at < payload.length; at += 1) payload[at] = (payload[at] ?? 0) ^ (mask[at % 4] ?? 0);
  }
  return payload.toString('utf8');
}
