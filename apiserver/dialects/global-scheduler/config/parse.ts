/** From bytes to values: JSON and YAML as users write them. A byte order mark, comments and other encodings are told for what they are. */
import { BodySyntaxError, findJsonFault, parseJson, parseYaml, type ParsedBody } from '../../../dialect';

/** Parsing stops the server for as long as it takes: JSON goes by the 100 MB a second, YAML by the megabyte. */
export const mostBytes = { json: 64 * 1024 * 1024, yaml: 256 * 1024 } as const;

/** Why a file cannot be read at all, without its name. */
export class Unreadable extends Error {}

const formOf = (name: string): 'json' | 'yaml' => (name.endsWith('.json') ? 'json' : 'yaml');

export const mostBytesOf = (name: string): number => mostBytes[formOf(name)];

/** What is written twice comes as warnings. Throws Unreadable. */
export function parsedFile(name: string, bytes: Buffer): ParsedBody {
  if (bytes.length > mostBytesOf(name)) throw new Unreadable(`has more than ${mostBytesOf(name)} bytes`);
  const text = decoded(bytes);
  const parsed = text.trim() === '' ? undefined : formOf(name) === 'json' ? fromJson(text, bytes) : fromYaml(bytes);
  // YAML of nothing but comments is null.
  if (!parsed || parsed.value === null) throw new Unreadable('is empty');
  return parsed;
}

function decoded(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe || bytes[0] === 0xfe && bytes[1] === 0xff) throw new Unreadable('is UTF-16; it must be saved as UTF-8');
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) throw new Unreadable('begins with a byte order mark; it must be saved as UTF-8 without one');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable('is not UTF-8');
  }
}

/** People write a member twice; programs, which write larger files, do not, and looking for it costs as much as parsing. */
const byHand = 1024 * 1024;

const tooDeep = 'exceeded max depth';

function fromJson(text: string, bytes: Buffer): ParsedBody {
  try {
    return bytes.length <= byHand ? parseJson(bytes) : { value: JSON.parse(text), duplicates: [] };
  } catch (error) {
    if (!(error instanceof BodySyntaxError || error instanceof SyntaxError)) throw error;
    const { message, at } = findJsonFault(text);
    // Where a stack ends says nothing.
    if ([message, error.message].includes(tooDeep)) throw new Unreadable(tooDeep);
    throw new Unreadable(`${place(text, at)}: ${isComment(text, at) ? 'JSON has no comments' : message}`);
  }
}

const isComment = (text: string, at: number): boolean => /^(?:\/\/|\/\*|#)/.test(text.slice(at, at + 2));

function place(text: string, at: number): string {
  const before = text.slice(0, at);
  return `line ${before.split('\n').length}, column ${at - before.lastIndexOf('\n')}`;
}

function fromYaml(bytes: Buffer): ParsedBody {
  try {
    return parseYaml(bytes);
  } catch (error) {
    // The parser shows the lines around it too.
    if (error instanceof BodySyntaxError) throw new Unreadable(error.message.replace(/^yaml: /, '').split('\n', 1)[0]!.replace(/:$/, ''));
    throw error;
  }
}
