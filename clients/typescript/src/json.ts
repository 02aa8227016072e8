/**
 * JSON with one reading (RFC 8259 §4, RFC 7493): no key twice, whole numbers kept exactly, no depth that overflows.
 *
 * JSON.parse can be told neither: of two members of one name it keeps the last, and it rounds what is above 2^53.
 */

import { compare, utf8 } from "./bytes.js";
import { refuse } from "./faults.js";

/** Whole numbers are bigints; what is written with a fraction or an exponent is a number, which no bundle has. */
export type Json = null | boolean | number | bigint | string | Json[] | Map<string, Json>;

const MAX_DEPTH = 200;
const MAX_DIGITS = 4_300;
const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const ESCAPES: Record<string, string> = {
  '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t",
};
const WORDS: [string, Json][] = [["true", true], ["false", false], ["null", null]];

/** The value that `data` (UTF-8, or text) spells; refused (`bundle.syntax`) where it is none. */
export function parse(data: Uint8Array | string, where: string): Json {
  const reader = new Reader(typeof data === "string" ? data : decoded(data, where), where);
  return reader.whole();
}

/** JSON without spaces, the members of an object in the order of their code points; whole numbers only. */
export function canonical(value: Json): string {
  if (value instanceof Map) {
    const members = [...value].sort(([left], [right]) => compare(utf8(left), utf8(right)));
    return `{${members.map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`).join(",")}}`;
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}

function decoded(data: Uint8Array, where: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return refuse("bundle.syntax", where, "UTF-8", "other bytes");
  }
}

class Reader {
  #at = 0;

  constructor(
    private readonly text: string,
    private readonly where: string,
  ) {}

  whole(): Json {
    const value = this.#value(0);
    this.#match(SPACE);
    if (this.#at !== this.text.length) this.#fail("nothing after the value");
    return value;
  }

  #value(depth: number): Json {
    if (depth > MAX_DEPTH) this.#fail(`at most ${MAX_DEPTH} levels`);
    this.#match(SPACE);
    const first = this.text[this.#at];
    if (first === "{") return this.#object(depth);
    if (first === "[") return this.#array(depth);
    if (first === '"') return this.#string();
    for (const [word, value] of WORDS) {
      if (this.text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    return this.#number();
  }

  #object(depth: number): Map<string, Json> {
    const members = new Map<string, Json>();
    this.#items("}", () => {
      if (this.text[this.#at] !== '"') this.#fail("a name in quotes");
      const name = this.#string();
      if (members.has(name)) this.#fail(`the member ${name} once`);
      this.#match(SPACE);
      if (this.text[this.#at] !== ":") this.#fail("a colon");
      this.#at += 1;
      members.set(name, this.#value(depth + 1));
    });
    return members;
  }

  #array(depth: number): Json[] {
    const items: Json[] = [];
    this.#items("]", () => items.push(this.#value(depth + 1)));
    return items;
  }

  /** What stands between an opening bracket and `close`, separated by commas. */
  #items(close: string, read: () => void): void {
    this.#at += 1;
    this.#match(SPACE);
    if (this.text[this.#at] === close) {
      this.#at += 1;
      return;
    }
    for (;;) {
      this.#match(SPACE);
      read();
      this.#match(SPACE);
      const next = this.text[this.#at];
      this.#at += 1;
      if (next === close) return;
      if (next !== ",") this.#fail(`a comma or ${close}`);
    }
  }

  #string(): string {
    let value = "";
    this.#at += 1;
    for (;;) {
      value += this.#match(PLAIN)?.[0] ?? "";
      const next = this.text[this.#at];
      this.#at += 1;
      if (next === '"') break;
      if (next !== "\\") this.#fail("the end of a text");
      value += this.#escape();
    }
    if (LONE_SURROGATE.test(value)) this.#fail("no half of a surrogate pair");
    return value;
  }

  #escape(): string {
    const kind = this.text[this.#at] ?? "";
    this.#at += 1;
    if (kind !== "u") return ESCAPES[kind] ?? this.#fail("an escape that JSON has");
    const digits = this.text.slice(this.#at, this.#at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#fail("four hex digits");
    this.#at += 4;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  #number(): Json {
    const found = this.#match(NUMBER);
    if (!found?.[0]) return this.#fail("a value");
    if (!found[1] && !found[2] && found[0].length > MAX_DIGITS) this.#fail(`at most ${MAX_DIGITS} digits`);
    return found[1] || found[2] ? Number(found[0]) : BigInt(found[0]);
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text);
    if (found) this.#at = pattern.lastIndex;
    return found;
  }

  #fail(expected: string): never {
    return refuse("bundle.syntax", `${this.where}, character ${this.#at}`, expected, "something else");
  }
}
