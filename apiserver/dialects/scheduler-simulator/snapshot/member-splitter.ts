/**
 * Takes the text of one JSON object apart as it comes: its members, and of those that are arrays each item by itself. What is given on
 * are bytes, so that a large body is in memory once, and only what is being worked on as values too.
 *
 * Brackets and quotes are followed; whether what lies between them is JSON shows when it is parsed.
 */
import { describeJsonFault } from '../../../dialect';
import { Fault } from '../envelope';

/** `index` is undefined for a member that is no array. The bytes are the caller's from then on. */
export type TakeValue = (member: string, index: number | undefined, text: Buffer) => void;

type Place = 'start' | 'member or }' | 'member' | ':' | 'value' | 'item or ]' | 'item' | ', or ]' | ', or }' | 'end';

const code = (text: string): number => text.charCodeAt(0);
const quote = code('"');
const backslash = code('\\');
const comma = code(',');
const colon = code(':');
const [openBrace, closeBrace, openBracket, closeBracket] = [code('{'), code('}'), code('['), code(']')] as const;

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Of a name. */
const longestName = 1024;

export class MemberSplitter {
  private place: Place = 'start';
  private member = '';
  private index = 0;
  private offset = 0;
  /** A value, or a name, that has begun: its parts in earlier pieces, and how deep within it we are. */
  private parts: Buffer[] = [];
  private size = 0;
  private depth = 0;
  private inValue: 'no' | 'text' | 'nested' | 'word' = 'no';
  private inString = false;
  private escaped = false;

  /** `longest`: bytes of one value. */
  constructor(private readonly take: TakeValue, private readonly longest: number) {}

  push(piece: Buffer): void {
    for (let at = 0; at < piece.length;) at = this.inValue === 'no' ? this.between(piece, at) : this.within(piece, at);
    this.offset += piece.length;
  }

  end(): void {
    if (this.place !== 'end') throw new Fault('Unreadable', `the body is not a whole JSON object: it ends after ${this.offset} bytes`);
  }

  /** One byte between values. Returns where to go on. */
  private between(piece: Buffer, at: number): number {
    const byte = piece[at]!;
    if (isSpace(byte)) return at + 1;
    const { place } = this;
    if (place === 'start' && byte === openBrace) this.place = 'member or }';
    else if (place === 'member or }' && byte === closeBrace) this.place = 'end';
    else if ((place === 'member or }' || place === 'member') && byte === quote) return this.begin('member', piece, at);
    else if (place === ':' && byte === colon) this.place = 'value';
    else if (place === 'value' && byte === openBracket) [this.place, this.index] = ['item or ]', 0];
    else if (place === 'value') return this.begin('value', piece, at);
    else if ((place === 'item or ]' || place === ', or ]') && byte === closeBracket) this.place = ', or }';
    else if (place === 'item or ]' || place === 'item') return this.begin('item', piece, at);
    else if (place === ', or ]' && byte === comma) this.place = 'item';
    else if (place === ', or }' && byte === comma) this.place = 'member';
    else if (place === ', or }' && byte === closeBrace) this.place = 'end';
    else throw this.unexpected(byte, at);
    return at + 1;
  }

  private begin(place: 'member' | 'value' | 'item', piece: Buffer, at: number): number {
    const byte = piece[at]!;
    if (byte === comma || byte === colon || byte === closeBrace || byte === closeBracket) throw this.unexpected(byte, at);
    this.place = place;
    this.inValue = byte === quote ? 'text' : byte === openBrace || byte === openBracket ? 'nested' : 'word';
    this.inString = byte === quote;
    this.escaped = false;
    this.depth = this.inValue === 'nested' ? 1 : 0;
    this.parts = [];
    this.size = 0;
    return this.within(piece, at, at + 1);
  }

  /** Up to the end of the value, or of the piece. */
  private within(piece: Buffer, from: number, begin = from): number {
    const end = this.endOfValue(piece, begin);
    const part = piece.subarray(from, end < 0 ? piece.length : end);
    this.size += part.length;
    if (this.size > (this.place === 'member' ? longestName : this.longest)) throw new Fault('TooLarge', `${this.where()}: longer than ${this.longest} bytes`);
    this.parts.push(part);
    if (end < 0) return piece.length;
    this.inValue = 'no';
    this.finish(this.parts.length === 1 ? part : Buffer.concat(this.parts, this.size));
    return end;
  }

  /** Behind the value; -1 when it does not end in this piece. */
  private endOfValue(piece: Buffer, begin: number): number {
    if (this.inValue === 'word') return endOfWord(piece, begin);
    for (let at = begin; at < piece.length; at++) {
      const byte = piece[at]!;
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (byte === backslash) this.escaped = true;
        else if (byte === quote) {
          this.inString = false;
          if (this.depth === 0) return at + 1;
        }
      } else if (byte === quote) this.inString = true;
      else if (byte === openBrace || byte === openBracket) this.depth++;
      else if ((byte === closeBrace || byte === closeBracket) && --this.depth === 0) return at + 1;
    }
    return -1;
  }

  private finish(text: Buffer): void {
    this.parts = [];
    if (this.place === 'member') {
      this.member = String(parsed(text, 'the name of a member'));
      this.place = ':';
    } else if (this.place === 'value') {
      this.take(this.member, undefined, text);
      this.place = ', or }';
    } else {
      this.take(this.member, this.index++, text);
      this.place = ', or ]';
    }
  }

  private where(): string {
    return this.place === 'item' ? `${this.member}[${this.index}]` : this.place === 'value' ? this.member : 'the name of a member';
  }

  private unexpected(byte: number, at: number): Fault {
    const found = byte > 0x20 && byte < 0x7f ? JSON.stringify(String.fromCharCode(byte)) : `byte ${byte}`;
    return new Fault('Unreadable', `the body is not a JSON object of lists: ${found} after ${this.offset + at} bytes`);
  }
}

/** Numbers and literals end before what cannot be part of them. */
function endOfWord(piece: Buffer, begin: number): number {
  for (let at = begin; at < piece.length; at++) {
    const byte = piece[at]!;
    if (isSpace(byte) || byte === comma || byte === closeBrace || byte === closeBracket) return at;
  }
  return -1;
}

/** A JSON text as a value; throws Fault that says which it is. */
export function parsed(text: Buffer, name: string): unknown {
  const json = text.toString('utf8');
  try {
    return JSON.parse(json) as unknown;
  } catch {
    throw new Fault('Unreadable', `${name}: ${describeJsonFault(json)}`);
  }
}
