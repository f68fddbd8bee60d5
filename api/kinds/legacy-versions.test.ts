/** Every version but the stored one sits this exam: nothing is lost on the way there and back. */
import type { Conversion } from '../definition';
import type { KubeObject } from '../object';
import { seededRandom, type Random } from '../random';
import { legacyPackages } from '../schema/legacy/packages';
import * as protobuf from '../schema/protobuf/protobuf';
import { conversions, legacyVersions } from '.';
import { fullSample } from './testing/sample';

type Members = Record<string, unknown>;

const clone = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const apiVersionOf = ({ group, version }: { readonly group: string; readonly version: string }): string => (group ? `${group}/${version}` : version);

/** What the pipeline makes of JSON, defaults included. */
function decoded<T extends KubeObject>(definition: Conversion<T>['definition'], input: unknown): T {
  const { object, faults } = definition.schema.decode(input);
  expect(faults).toEqual([]);
  definition.schema.default(object);
  definition.strategy.default?.(object);
  return object;
}

const metadata = { name: 'sample', uid: 'u1', creationTimestamp: '2026-01-01T00:00:00Z', annotations: { keep: 'me' }, labels: { a: 'b' }, resourceVersion: '7' };

/** Where a sample with every field set says what no object can say: a target in three ways, a port by name and by number. */
const sensible: Readonly<Record<string, (sample: Members) => Members>> = {
  HorizontalPodAutoscaler: ({ spec, status, ...sample }) =>
    ({ ...sample, spec: { ...(spec as Members), metrics: [metric] }, status: { ...(status as Members), currentMetrics: [current] } }),
  Ingress: (sample) => JSON.parse(JSON.stringify(sample).replaceAll('"name":"sample","number":3', '"number":3')) as Members,
};

const metric = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } };
const current = { type: 'Resource', resource: { name: 'cpu', current: { averageValue: '100m', averageUtilization: 55 } } };

const whole = ({ hub }: Conversion<KubeObject>): Members => ({ ...fullSample(hub.schema.name), kind: hub.kind, apiVersion: apiVersionOf(hub), metadata });

const stored = (conversion: Conversion<KubeObject>): KubeObject => decoded(conversion.hub, (sensible[conversion.hub.kind] ?? ((same) => same))(whole(conversion)));

const all = [...conversions, ...legacyVersions].map((conversion) => [`${apiVersionOf(conversion.definition)} ${conversion.definition.kind}`, conversion] as const);

describe.each(all)('%s', (_, conversion) => {
  const { definition, hub, fromHub, toHub } = conversion;

  test('gives back the stored object with every field set, and touches neither', () => {
    const before = deepFreeze(stored(conversion));
    const seen = deepFreeze(fromHub(before));
    expect(seen).toMatchObject({ kind: definition.kind, apiVersion: apiVersionOf(definition) });
    const sent = decoded(definition, clone(seen));
    expect(clone(decoded(hub, clone(toHub(sent))))).toEqual(clone(before));
  });

  test('is seen again as it was sent, in its own order of fields', () => {
    const once = decoded(definition, clone(fromHub(decoded(hub, clone(toHub(decoded(definition, clone(fromHub(stored(conversion))))))))));
    const again = fromHub(decoded(hub, clone(toHub(deepFreeze(clone(once))))));
    expect(JSON.stringify(decoded(definition, clone(again)))).toBe(JSON.stringify(once));
    expect(Object.keys(clone(again))).toEqual(Object.keys(once));
  });

  test('what says almost nothing goes through, too', () => {
    const sent = decoded(definition, { kind: definition.kind, apiVersion: apiVersionOf(definition), metadata: { name: 'sample' } });
    const kept = decoded(hub, clone(toHub(sent)));
    expect(clone(decoded(hub, clone(toHub(decoded(definition, clone(fromHub(kept)))))))).toEqual(clone(kept));
  });

  test('is the same in protobuf', () => {
    const sent = decoded(definition, clone(fromHub(stored(conversion))));
    expect(clone(decoded(definition, protobuf.parse(definition.schema.name, protobuf.encodeEnveloped(definition.schema.name, sent))))).toEqual(clone(sent));
  });

  test('has the names, columns and fields of the stored version', () => {
    const { plural, singular, categories } = hub.names;
    expect(definition).toMatchObject({ scope: hub.scope, kind: hub.kind, listKind: hub.listKind, names: { plural, singular, categories } });
    expect(definition.columns.map(({ name }) => name)).toEqual(hub.columns.map(({ name }) => name));
    const object = stored(conversion);
    const now = Date.UTC(2026, 0, 1);
    for (const [i, column] of definition.columns.entries()) expect(column.value(fromHub(object), now)).toEqual(hub.columns[i]?.value(object, now));
    for (const [name, read] of Object.entries(definition.fields)) expect(read(fromHub(object))).toBe(hub.fields[conversion.fieldNames?.[name] ?? name]?.(object));
  });

  test('whatever decodes goes through, however little of it is left', () => {
    const random = seededRandom(7);
    for (let i = 0; i < 30; i++) {
      const part = thinned(whole(conversion), random);
      const kept = decoded(hub, { ...part, kind: hub.kind, apiVersion: apiVersionOf(hub), metadata });
      const seen = decoded(definition, { ...thinned(fromHub(kept), random), kind: definition.kind, apiVersion: apiVersionOf(definition), metadata });
      expect(() => fromHub(decoded(hub, clone(toHub(seen))))).not.toThrow();
    }
  });

  test('its own rules judge without throwing', () => {
    const object = deepFreeze(stored(conversion));
    expect(Array.isArray(conversion.rules?.validate?.(object) ?? [])).toBe(true);
    const context = { now: 0, random: seededRandom(1) };
    expect(() => conversion.rules?.prepareForCreate?.(stored(conversion), context)).not.toThrow();
  });
});

test('every kind of every older package is served', () => {
  const served = new Set(legacyVersions.map(({ definition }) => definition.schema.name));
  const told = legacyPackages.flatMap(({ name, kinds }) => Object.keys(kinds).map((kind) => `${name}.${kind}`));
  expect(told.filter((definition) => !served.has(definition))).toEqual([]);
});

test('what is served in extensions leaves its short name to the other group', () => {
  expect(legacyVersions.filter(({ definition: { group, names } }) => group === 'extensions' && names.short.length)).toEqual([]);
});

test('each says what to use in its place', () => {
  const texts = legacyVersions.map(({ definition }) => definition.deprecation);
  expect(texts).toEqual(expect.arrayContaining([
    'policy/v1beta1 PodDisruptionBudget is deprecated in v1.21+, unavailable in v1.25+; use policy/v1 PodDisruptionBudget',
    'extensions/v1beta1 Ingress is deprecated in v1.14+, unavailable in v1.22+; use networking.k8s.io/v1 Ingress',
    'networking.k8s.io/v1beta1 IngressClass is deprecated in v1.19+, unavailable in v1.22+',
    'flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema is deprecated in v1.23+, unavailable in v1.26+; use flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema',
  ]));
});

/** With parts left out or emptied; JSON again. */
const thinned = (object: object, random: Random): Members => clone(thin(object, random) ?? {}) as Members;

function thin(value: unknown, random: Random): unknown {
  const dice = random.float();
  if (typeof value !== 'object' || value === null) return dice < 0.1 ? undefined : value;
  if (dice < 0.1) return Array.isArray(value) ? [] : {};
  if (dice < 0.15) return null;
  if (Array.isArray(value)) return value.map((item) => thin(item, random)).filter((item) => item !== null && item !== undefined);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, thin(member, random)]));
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
