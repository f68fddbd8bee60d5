/** The specification's ten examples: how each is kept, and that all that was written comes back. */
import { omit } from '../../../api';
import { entities, example, kept } from './testing/golden';
import { differencesOf } from './mapping/remembered';
import type { Header } from './objects/common';
import type { Entity } from './objects/entity';

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;
const options = { legacyStringData: false, failedPhase: false };

function stored(entity: Entity, written: Header) {
  const object = entity.toStored(written);
  const { definition } = entity;
  const decoded = definition.schema.decode(plain(object));
  // Nothing is said that Kubernetes would not read.
  expect(decoded.faults).toEqual([]);
  definition.schema.default(decoded.object);
  definition.strategy.default?.(decoded.object);
  return { object, defaulted: decoded.object };
}

describe.each(entities.map((entity) => [entity.kind, entity] as const))('%s', (_, entity) => {
  const written = entity.shape.read(example(entity), '', 'yaml')!;

  test('is kept as the golden file says', () => {
    expect(plain(entity.toStored(written))).toEqual(kept(entity));
  });

  test('keeps the rules of its kind', () => {
    const { defaulted } = stored(entity, written);
    expect(entity.definition.strategy.validate?.(defaulted)).toEqual([]);
    expect(entity.definition.schema.check(defaulted)).toEqual([]);
  });

  test.each(['camelCase', 'legacy'] as const)('comes back as it was written, in %s', (naming) => {
    const back = entity.fromStored(stored(entity, written).defaulted, options);
    const told = entity.shape.write(back, naming);
    const { spec = {}, ...sent } = omit(written as Header & { status?: unknown; spec?: { password?: string } }, 'status');
    // Read again, so that names of either kind are the same.
    expect(differencesOf({ ...sent, spec: omit(spec, 'password') }, entity.shape.read(told, '', 'json'))).toEqual([]);
  });

  test('comes back from an object that others have filled in', () => {
    const { defaulted } = stored(entity, written);
    const labelled = { ...defaulted, metadata: { ...defaulted.metadata, uid: 'u-1', labels: { ...defaulted.metadata.labels, more: 'x' } } };
    expect(entity.fromStored(labelled, options).metadata).toMatchObject({ uuid: 'u-1', labels: { more: 'x' } });
  });
});

test('there are ten', () => expect(entities.map(({ kind }) => kind)).toHaveLength(10));
