/** Objects with every field set, made from the facts. */
import { definitionFacts, type FieldFacts, type FieldType } from '../../schema/facts';

const values: Partial<Record<FieldType, unknown>> = {
  string: 'sample', boolean: true, integer: 3, number: 1.5, bytes: 'YQ==', quantity: '2', time: '2026-01-01T00:00:00Z', microTime: '2026-01-01T00:00:00.000000Z',
  intOrString: 3, rawExtension: { kind: 'Sample' }, fieldsV1: { 'f:spec': {} }, json: { a: 1 }, any: 1, schemaOrBool: true, schemaOrArray: {}, schemaOrStringArray: ['a'],
};

/** `inside`: the definitions around this one; a definition does not occur inside itself. */
export function fullSample(definition: string, inside: readonly string[] = []): Record<string, unknown> {
  const around = [...inside, definition];
  const fields = Object.entries(definitionFacts(definition).fields ?? {}).filter(([, { ref }]) => !ref || !around.includes(ref));
  return Object.fromEntries(fields.map(([name, facts]) => [name, sampleOf(facts, around)]));
}

function sampleOf(facts: FieldFacts, around: readonly string[]): unknown {
  const item = facts.ref ? fullSample(facts.ref, around) : facts.enum?.[0] ?? values[facts.type ?? 'any'];
  const listed = facts.list ? [item] : item;
  return facts.map ? { key: listed } : listed;
}
