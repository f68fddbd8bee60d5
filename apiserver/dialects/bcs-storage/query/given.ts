/** Parameters of a query: those of its address; with POST those of its body, and what is not among them from its address. */
import { readObject } from '../body';
import type { Call, Parameters } from '../call';
import { badInput } from '../faults';

/** Rejects with Refusal for a body that is no JSON object; `get` throws it for a member that is no text and looks like none. */
export async function givenOf(call: Call): Promise<Parameters> {
  if (call.request.method !== 'POST') return call.query;
  const { value } = await readObject(call);
  return { get: (name) => (Object.hasOwn(value, name) ? textOf(name, value[name]) : undefined) ?? call.query.get(name) };
}

/** Room for ten thousands of names, and for no work without end. */
const longest = 1024 * 1024;

function textOf(name: string, value: unknown): string | undefined {
  if (value === null) return undefined;
  if (typeof value === 'object') throw badInput(`${name} must be a text`);
  const text = String(value);
  if (text.length > longest) throw badInput(`${name} is longer than ${longest} characters`);
  return text;
}
