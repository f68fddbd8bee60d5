/** Bodies: JSON of whatever content type, YAML where it is said so. */
import { BodySyntaxError, describeJsonFault, parseYaml, readBody, type Request } from '../../dialect';
import { bcsRules } from '../../../api';
import type { Call } from './call';
import { BcsFault } from './faults';

const yaml = /^\s*application\/x-yaml\s*(;|$)/i;

/** As JSON; it has only been looked at if it was YAML. Rejects with ApiError for what is too large. */
export async function bodyText(request: Request): Promise<string> {
  const bytes = await readBody(request);
  if (bytes.length === 0 || !yaml.test(request.headers['content-type'] ?? '')) return bytes.toString('utf8');
  try {
    return JSON.stringify(parseYaml(bytes).value ?? null);
  } catch (error) {
    throw error instanceof BodySyntaxError ? new BcsFault('E65', error.message, { cause: error }) : error;
  }
}

/** encoding/json goes as deep; what is deeper is not meant to be read. */
const maxDepth = 1_000;

/** The value that was sent. Throws E10. */
export function readJson({ json }: Pick<Call, 'json'>): unknown {
  if (depthOf(json) > maxDepth) throw new BcsFault('E10', 'exceeded max depth');
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new BcsFault('E10', describeJsonFault(json), { cause: error });
  }
}

/** The object that was sent. Throws E10. */
export function readJsonObject(call: Pick<Call, 'json'>): Readonly<Record<string, unknown>> {
  const value = readJson(call);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BcsFault('E10', `json: cannot unmarshal ${goKind(value)} into Go value of type object`);
  return value as Readonly<Record<string, unknown>>;
}

/** What encoding/json calls a value. */
export const goKind = (value: unknown): string => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value === 'boolean' ? 'bool' : typeof value);

/** `read`: as `bcsRules.readApplication`. What it finds fault with is E10. */
export function decoded<T>(read: (json: string) => T, json: string): T {
  try {
    return read(json);
  } catch (error) {
    throw error instanceof bcsRules.DefinitionFault ? new BcsFault('E10', error.message, { cause: error }) : error;
  }
}

const [quote, backslash, openBrace, openBracket, closeBrace, closeBracket] = [0x22, 0x5c, 0x7b, 0x5b, 0x7d, 0x5d];

function depthOf(text: string): number {
  let [depth, deepest, inText] = [0, 0, false];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (inText) {
      if (c === backslash) i++;
      else if (c === quote) inText = false;
    } else if (c === quote) inText = true;
    else if (c === openBrace || c === openBracket) deepest = Math.max(deepest, ++depth);
    else if (c === closeBrace || c === closeBracket) depth--;
  }
  return deepest;
}
