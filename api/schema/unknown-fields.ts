/**
 * Names the fields that no definition has, in the order of the document, as strict decoding does (sigs.k8s.io/json).
 * Walks the document once more, which only happens when there are some.
 */
import { definitionFacts, type FieldFacts } from './facts';

/** Upstream names no more. */
const most = 100;

export function unknownFields(definition: string, input: unknown): string[] {
  const found: string[] = [];
  inStruct(definition, input as Record<string, unknown>, '', found);
  return found.slice(0, most);
}

function inStruct(definition: string, input: Record<string, unknown>, path: string, found: string[]): void {
  const fields = definitionFacts(definition).fields ?? {};
  for (const key of Object.keys(input)) {
    const at = path ? `${path}.${key}` : key;
    const facts = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (!facts) found.push(`unknown field ${JSON.stringify(at)}`);
    else if (facts.ref) inField(facts, facts.ref, input[key], at, found);
  }
}

function inField(facts: FieldFacts, ref: string, value: unknown, path: string, found: string[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (facts.map) for (const [key, inner] of Object.entries(value)) inField({ ...facts, map: false }, ref, inner, `${path}.${key}`, found);
  else if (facts.list) (value as unknown[]).forEach((inner, index) => inField({ ...facts, list: false }, ref, inner, `${path}[${index}]`, found));
  else inStruct(ref, value as Record<string, unknown>, path, found);
}
