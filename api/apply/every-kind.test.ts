/** Two managers apply every field of every kind, and let go of them: no kind needs code for it. */
import { definitions } from '../kinds';
import type { ResourceDefinition } from '../definition';
import { fullSample } from '../kinds/testing/sample';
import type { KubeObject } from '../object';
import type { Json } from '../patch/own';
import { apply, type Applied } from './apply';
import { compare, isSame } from './compare';
import { difference, readFields, union } from './field-set';
import { applySchemaOf } from './schema-of';
import { neverOwned } from './system-fields';
import { pathsOf } from './testing/subjects';
import { toFieldSet } from './to-field-set';
import { trackUpdate } from './update';

const clone = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Every field set that somebody may own, in the form in which a server holds it. */
function full(definition: ResourceDefinition): KubeObject {
  const { schema, group, version, kind } = definition;
  const { object } = schema.decode({ ...fullSample(schema.name), apiVersion: group ? `${group}/${version}` : version, kind });
  const sample = clone(object);
  const metadata = { ...sample.metadata };
  for (const field of ['managedFields', 'creationTimestamp', 'generation', 'resourceVersion', 'selfLink', 'uid'] as const) delete metadata[field];
  return { ...sample, metadata };
}

/** The configuration that names nothing but the object. */
const bare = ({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): Json => ({ apiVersion, kind, metadata: { name, namespace } });

function settled(definition: ResourceDefinition, outcome: Applied): KubeObject {
  if ('conflicts' in outcome) throw new Error(`${outcome.conflicts.length} managers in the way`);
  const { object } = definition.schema.decode(outcome.object);
  return clone({ ...object, metadata: { ...object.metadata, managedFields: outcome.managedFields } });
}

const withoutOwners = (object: KubeObject): KubeObject => ({ ...object, metadata: { ...object.metadata, managedFields: undefined } });

describe.each(definitions.filter(({ storage }) => !storage).map((definition) => [`${definition.group || 'core'}/${definition.kind}`, definition] as const))('%s', (_, definition) => {
  const schema = applySchemaOf(definition);
  const sample = full(definition);
  const by = (manager: string, live: KubeObject | undefined, applied: unknown): KubeObject =>
    settled(definition, apply({ schema, live, applied, manager, force: false, subresource: '', now: 0 }));

  it('is equal to itself, and owned by who creates it', () => {
    expect(isSame(compare(schema.type, sample, clone(sample)))).toBe(true);
    const [entry] = trackUpdate({ schema, live: undefined, next: sample, manager: 'a', subresource: '', now: 0 }) ?? [];
    const owned = union(readFields(clone(entry?.fieldsV1)), neverOwned);
    // What is as it is in an object with nothing set comes from nobody.
    const unset = toFieldSet(schema.type, schema.empty);
    expect(pathsOf(difference(difference(toFieldSet(schema.type, sample), owned), unset))).toEqual([]);
  });

  it('is applied by two who agree, and goes when both let go', () => {
    const first = by('a', undefined, sample);
    expect(withoutOwners(first)).toEqual(withoutOwners(sample));
    expect(apply({ schema, live: first, applied: sample, manager: 'a', force: false, subresource: '', now: 9e3 })).toMatchObject({ unchanged: true });
    const both = by('b', first, sample);
    const shared = by('a', both, bare(sample));
    expect(withoutOwners(shared)).toEqual(withoutOwners(sample));
    expect(shared.metadata.managedFields?.map(({ manager }) => manager)).toEqual(['b']);
    const left = by('b', shared, bare(sample));
    expect(withoutOwners(left)).toEqual(clone(definition.schema.decode(bare(sample)).object));
    expect(left.metadata.managedFields).toBeUndefined();
  });
});
