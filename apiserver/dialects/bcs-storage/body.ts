/** Bodies: JSON objects, of whatever content type, with the texts of their members as they were sent. */
import { describeJsonFault, readBody } from '../../dialect';
import type { Call } from './call';
import { badInput } from './faults';
import { compact, memberText } from './json-text';

/** MongoDB takes no larger document (its manual, "MongoDB Limits and Thresholds"); what the store takes may be less. */
const maxBodyBytes = 16 * 1024 * 1024;

export interface Body {
  readonly value: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Rejects with Refusal for what is no JSON object. */
export async function readObject(call: Call): Promise<Body> {
  const body = await readGiven(call);
  if (!body) throw badInput('there is no body');
  return body;
}

/** Undefined: there is none, or blanks alone. */
export async function readGiven({ request }: Call): Promise<Body | undefined> {
  const text = (await readBody(request, maxBodyBytes)).toString('utf8');
  if (!/\S/.test(text)) return undefined;
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badInput('the body is no JSON object');
  return { value: value as Body['value'], text };
}

/** `data` as it was sent, null where it was not. */
export const dataTextOf = ({ text }: Body): string => compact(memberText(text, 'data') ?? 'null');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badInput(`the body is no JSON: ${describeJsonFault(text)}`, error);
  }
}
