/** Every kind of Kubernetes sits this exam; no kind needs code for it. Those with a structure of their own: minik8s/exam.test.ts. */
import { kindFacts } from '../schema/facts';
import type { KubeObject } from '../object';
import type { ResourceDefinition } from '../definition';
import { definitions } from '.';
import { seededRandom } from '../random';
import * as protobuf from '../schema/protobuf/protobuf';
import { fullSample } from './testing/sample';

const context = { now: Date.UTC(2026, 0, 1), random: seededRandom(1) };

const identity = ({ group, version, kind }: ResourceDefinition): { apiVersion: string; kind: string } =>
  ({ apiVersion: group ? `${group}/${version}` : version, kind });

/** What the pipeline makes of a client's JSON before it looks at it. */
function decoded(definition: ResourceDefinition, input: unknown): KubeObject {
  const { object } = definition.schema.decode(input);
  definition.schema.default(object);
  definition.strategy.default?.(object);
  return object;
}

const minimal = (definition: ResourceDefinition): KubeObject =>
  decoded(definition, { ...identity(definition), metadata: { name: 'sample', uid: 'u1', creationTimestamp: '2026-01-01T00:00:00Z' } });

const full = (definition: ResourceDefinition): KubeObject =>
  decoded(definition, { ...fullSample(kindFacts(definition.group, definition.version, definition.kind).definition), ...identity(definition) });

const clone = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe.each(definitions.filter(({ storage }) => !storage).map((definition) => [`${definition.group || 'core'}/${definition.kind}`, definition] as const))('%s', (_, definition) => {
  test('says what the facts say', () => {
    const facts = kindFacts(definition.group, definition.version, definition.kind);
    expect(definition.names).toEqual({ plural: facts.plural, singular: facts.singular, short: facts.shortNames, categories: facts.categories });
    expect(definition.scope).toBe(facts.namespaced ? 'Namespaced' : 'Cluster');
    expect(Object.keys(facts.subresources)).toEqual(expect.arrayContaining(Object.keys(definition.subresources)));
    expect('status' in definition.subresources).toBe('status' in facts.subresources);
  });

  test('decodes and defaults to a fixed point', () => {
    const once = clone(minimal(definition));
    expect(clone(decoded(definition, once))).toEqual(once);
    const prepared = minimal(definition);
    definition.strategy.prepareForCreate?.(prepared, context);
    const stored = clone(prepared);
    expect(clone(decoded(definition, stored))).toEqual(stored);
  });

  // Of what a secret is given as text only bytes are kept.
  test('keeps every field there is, in JSON and in protobuf', () => {
    const name = kindFacts(definition.group, definition.version, definition.kind).definition;
    const once = clone(full(definition));
    expect(clone(decoded(definition, once))).toEqual(once);
    expect(Object.keys(once)).toEqual(expect.arrayContaining(Object.keys(fullSample(name)).filter((field) => field !== 'stringData')));
    expect(clone(decoded(definition, protobuf.parse(name, protobuf.encodeEnveloped(name, once))))).toEqual(once);
  });

  test('judges and shows an object that has everything', () => {
    const object = deepFreeze(full(definition));
    expect(Array.isArray(definition.strategy.validate?.(object) ?? [])).toBe(true);
    expect(definition.strategy.validateUpdate?.(object, full(definition)) ?? []).toEqual([]);
    for (const column of definition.columns) expect(['string', 'number', 'boolean']).toContain(typeof column.value(object, context.now));
    for (const [field, value] of Object.entries(definition.fields)) expect([field, typeof value(object)]).toEqual([field, 'string']);
  });

  test('is stored in the order in which it is decoded', () => {
    const object = minimal(definition);
    definition.strategy.prepareForCreate?.(object, context);
    definition.strategy.canonicalize?.(object);
    const stored = JSON.stringify(object);
    expect(JSON.stringify(decoded(definition, JSON.parse(stored)))).toBe(stored);
  });

  test('prepares without touching the old object', () => {
    const old = deepFreeze(minimal(definition));
    const object = minimal(definition);
    definition.strategy.prepareForUpdate?.(object, old, context);
    expect(clone(object)).toEqual(clone(old));
  });

  test('validates anything without throwing, and finds no change in an equal object', () => {
    const object = deepFreeze(minimal(definition));
    expect(Array.isArray(definition.strategy.validate?.(object) ?? [])).toBe(true);
    expect(definition.strategy.validateUpdate?.(object, minimal(definition)) ?? []).toEqual([]);
  });

  test('shows every column and field of an object that has nothing', () => {
    const object = deepFreeze(minimal(definition));
    for (const column of definition.columns) expect(['string', 'number', 'boolean']).toContain(typeof column.value(object, context.now));
    for (const [name, value] of Object.entries(definition.fields)) expect([name, typeof value(object)]).toEqual([name, 'string']);
  });

  test('describes its columns, the name among them', () => {
    expect(definition.columns.some(({ name, format }) => name === 'Name' && format === 'name')).toBe(true);
    for (const { name, description } of definition.columns) expect([name, description.length > 10 && description.endsWith('.')]).toEqual([name, true]);
  });

  test('its views own nothing but their part', () => {
    for (const view of Object.values(definition.subresources)) {
      if (view.type !== 'view') continue;
      const old = deepFreeze(minimal(definition));
      const sent = minimal(definition);
      sent.metadata = { ...sent.metadata, finalizers: ['example.com/x'], ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' }], uid: 'other' };
      const result = clone(view.prepareForUpdate(sent, old, context));
      expect(result.metadata).toEqual(clone(old.metadata));
    }
  });
});

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

test('short names, plurals and singulars lead to one kind', () => {
  const names = definitions.flatMap(({ names: { plural, singular, short } }) => [...new Set([plural, singular, ...short])]);
  expect(new Set(names).size).toBe(names.length);
});
