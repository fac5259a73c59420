"use strict";

const MAX_HEAD = 200; // maximum bytes of a message's header

/** JSON-RPC over the standard streams of a child process, framed as in the Language Server Protocol. */
class Connection {
  /** @param {{stdin: {write(data: Uint8Array): unknown}, stdout: {on(name: "data", take: (chunk: Uint8Array) => void): unknown}}} child
   *  @param {(method: string, params: any) => void} told Called with each notification from the other side.
   *  @param {(why: string) => void} broken */
  constructor(child, told, broken) {
    this.child = child;
    this.told = told;
    this.broken = broken;
    this.lastId = 0;
    /** @type {Map<number, {resolve: (result: any) => void, reject: (error: Error) => void}>} */
    this.waiting = new Map();
    /** @type {Uint8Array[]} */
    this.chunks = [];
    this.size = 0;
    this.needed = 0;
    this.closed = "";
    child.stdout.on("data", (chunk) => this.received(chunk));
  }

  /** @param {string} method @param {any} params @returns {Promise<any>} */
  request(method, params) {
    if (this.closed) return Promise.reject(new Error(this.closed));
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.send({ id, method, params });
    });
  }

  /** @param {string} method @param {any} params */
  notify(method, params) {
    if (!this.closed) this.send({ method, params });
  }

  /** @param {object} message */
  send(message) {
    const body = new TextEncoder().encode(JSON.stringify({ jsonrpc: "2.0", ...message }));
    const head = new TextEncoder().encode(`Content-Length: ${body.length}\r\n\r\n`);
    this.child.stdin.write(joined([head, body]));
  }

  /** @param {Uint8Array} chunk */
  received(chunk) {
    this.chunks.push(chunk);
    this.size += chunk.length;
    if (this.closed || this.size < this.needed) return;
    let bytes = joined(this.chunks);
    for (;;) {
      const head = /^(?:[^\r\n]+\r\n)*?Content-Length: (\d+)\r\n(?:[^\r\n]+\r\n)*?\r\n/i.exec(new TextDecoder().decode(bytes.subarray(0, MAX_HEAD)));
      if (!head && bytes.length >= MAX_HEAD) return this.broken("it speaks another language than this plugin");
      this.needed = head ? head[0].length + Number(head[1]) : 0;
      if (!head || bytes.length < this.needed) break;
      const body = bytes.subarray(head[0].length, this.needed);
      bytes = bytes.slice(this.needed);
      this.take(JSON.parse(new TextDecoder().decode(body)));
    }
    this.chunks = [bytes];
    this.size = bytes.length;
  }

  /** @param {any} message */
  take(message) {
    if (message.method) {
      if (message.id !== undefined) this.send({ id: message.id, result: null });
      return this.told(message.method, message.params);
    }
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.error) waiting?.reject(new Error(message.error.message));
    else waiting?.resolve(message.result);
  }

  /** @param {string} why */
  close(why) {
    this.closed = why;
    for (const { reject } of this.waiting.values()) reject(new Error(why));
    this.waiting.clear();
  }
}

/** @param {Uint8Array[]} chunks */
function joined(chunks) {
  const all = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

module.exports = { Connection };
