/** Tape archives: ustar with what POSIX and GNU have added for long names (POSIX.1-2024, XCU pax; GNU tar's manual, "Basic Tar Format"). */

export interface Member {
  readonly path: string;
  /** `other`: links, devices and the like. */
  readonly type: 'file' | 'folder' | 'other';
  readonly content: Buffer;
}

/** It is no archive, or not a whole one. */
export class ArchiveFault extends Error {}

const block = 512;
const nothing = Buffer.alloc(0);
const upToBlock = (size: number): number => Math.ceil(size / block) * block;

const types: Readonly<Record<string, Member['type']>> = { '0': 'file', '\0': 'file', '7': 'file', '5': 'folder' };

/** Throws ArchiveFault. */
export function* membersOf(bytes: Buffer): Generator<Member> {
  let extended: ReadonlyMap<string, string> = new Map();
  for (let at = 0; at + block <= bytes.length;) {
    const header = bytes.subarray(at, at + block);
    // Two blocks of zeros end an archive; one is enough.
    if (header.every((byte) => byte === 0)) return;
    if (sumOf(header) !== octal(header, 148, 8)) throw new ArchiveFault('invalid tar header checksum');
    const size = Number(extended.get('size') ?? octal(header, 124, 12));
    const end = at + block + size;
    if (!Number.isSafeInteger(size) || end > bytes.length) throw new ArchiveFault('short read');
    const content = bytes.subarray(at + block, end);
    const type = String.fromCharCode(header[156]!);
    at += block + upToBlock(size);
    if (type === 'x') extended = new Map([...extended, ...records(content)]);
    else if (type === 'L') extended = new Map([...extended, ['path', textOf(content, 0, content.length)]]);
    else if (type !== 'g' && type !== 'K') {
      yield { path: extended.get('path') ?? nameIn(header), type: types[type] ?? 'other', content };
      extended = new Map();
    }
  }
  if (bytes.length % block || bytes.length === 0) throw new ArchiveFault('short read');
}

function nameIn(header: Buffer): string {
  const prefix = textOf(header, 257, 5) === 'ustar' && header[262] === 0 ? textOf(header, 345, 155) : '';
  return `${prefix && `${prefix}/`}${textOf(header, 0, 100)}`;
}

/** Up to the first zero. */
function textOf(bytes: Buffer, from: number, length: number): string {
  const field = bytes.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? length : end).toString();
}

/** NaN where there is no number; large ones are written in base 256 (GNU), which nobody needs here. */
const octal = (bytes: Buffer, from: number, length: number): number => {
  const digits = textOf(bytes, from, length).trim();
  return digits === '' ? 0 : /^[0-7]+$/.test(digits) ? parseInt(digits, 8) : NaN;
};

/** `25 path=some/long/name\n`. */
function records(content: Buffer): Map<string, string> {
  const found = new Map<string, string>();
  for (let at = 0; at < content.length;) {
    const length = parseInt(content.subarray(at, at + 20).toString('latin1'), 10);
    const [, key, value] = /^\d+ ([^=]+)=([^]*)\n$/.exec(content.subarray(at, at + length).toString()) ?? [];
    if (key === undefined || value === undefined) throw new ArchiveFault('invalid extended header');
    found.set(key, value);
    at += length;
  }
  return found;
}

/** With its own field as blanks. */
function sumOf(header: Buffer): number {
  let sum = 8 * 32;
  for (let i = 0; i < block; i++) if (i < 148 || i >= 156) sum += header[i]!;
  return sum;
}

export function archiveOf(members: readonly Member[], now: number): Buffer {
  return Buffer.concat([...members.flatMap((member) => blocksOf(member, now)), Buffer.alloc(2 * block)]);
}

const longestName = 100;

function blocksOf({ path, type, content }: Member, now: number): Buffer[] {
  const header = headerOf(path, type === 'folder' ? '5' : '0', content.length, type === 'folder' ? 0o755 : 0o644, now);
  if (Buffer.byteLength(path) <= longestName) return [header, padded(content)];
  const record = recordOf('path', path);
  return [headerOf('PaxHeaders/long', 'x', record.length, 0o644, now), padded(record), header, padded(content)];
}

/** A record says its own length. */
function recordOf(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest;
  while (String(length).length + rest !== length) length = String(length).length + rest;
  return Buffer.from(`${length} ${key}=${value}\n`);
}

function headerOf(path: string, type: string, size: number, mode: number, now: number): Buffer {
  const header = Buffer.alloc(block);
  const number = (at: number, length: number, value: number): void => { header.write(value.toString(8).padStart(length - 1, '0'), at, length - 1); };
  Buffer.from(path).copy(header, 0, 0, longestName);
  number(100, 8, mode);
  number(108, 8, 0);
  number(116, 8, 0);
  number(124, 12, size);
  number(136, 12, Math.floor(now / 1000));
  header.write(type, 156);
  header.write('ustar\x0000root', 257);
  header.write('root', 297);
  number(148, 7, sumOf(header));
  header[155] = 32;
  return header;
}

const padded = (content: Buffer): Buffer => (content.length % block ? Buffer.concat([content, Buffer.alloc(upToBlock(content.length) - content.length)]) : content.length ? content : nothing);
