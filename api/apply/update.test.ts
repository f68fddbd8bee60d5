import type { KubeObject } from '../object';
import { formatTime } from '../clock';
import type { Entry } from './managed-fields';
import { resetFieldsOf } from './system-fields';
import { configMap, configMapSchema, deployment, deploymentSchema, made, pathsOf, pods, podSchema } from './testing/subjects';
import { trackUpdate, type TrackedWrite } from './update';
import { withVersions } from './schema-of';
import { readFields } from './field-set';

const start = Date.UTC(2026, 0, 1);
const second = 1000;

interface Step { manager: string; to: KubeObject; at?: number; subresource?: string; entries?: Entry[] | null }

/** The object after these writes, each with the managedFields that it had (or those of the step: null for none sent). */
function after(schema: TrackedWrite['schema'], steps: readonly Step[]): KubeObject {
  let live: KubeObject | undefined;
  for (const { manager, to, at = 0, subresource = '', entries } of steps) {
    const sent = entries === undefined ? live?.metadata.managedFields : (entries ?? undefined);
    const next = { ...to, metadata: { ...to.metadata, managedFields: sent } };
    const managedFields = trackUpdate({ schema, live, next, manager, subresource, reset: resetFieldsOf(subresource, true), now: start + at * second });
    live = { ...next, metadata: { ...next.metadata, managedFields } };
  }
  return live as KubeObject;
}

const owners = (object: KubeObject): Record<string, string[]> => Object.fromEntries((object.metadata.managedFields ?? []).map((entry) =>
  [`${entry.manager}${entry.subresource ? `/${entry.subresource}` : ''}`, pathsOf(readFields(entry.fieldsV1))]));
const times = (object: KubeObject): Record<string, string> => Object.fromEntries((object.metadata.managedFields ?? []).map((entry) => [entry.manager as string, entry.time as string]));

describe('who writes owns', () => {
  it('what an object is created with, but not its identity', () => {
    const [entry] = after(configMapSchema, [{ manager: 'kubectl-create', to: configMap({ a: '1' }, { labels: { x: 'y' }, uid: 'u', generation: 1 }) }]).metadata.managedFields ?? [];
    expect(entry).toEqual({
      manager: 'kubectl-create', operation: 'Update', apiVersion: 'v1', time: formatTime(start), fieldsType: 'FieldsV1',
      fieldsV1: { 'f:data': { '.': {}, 'f:a': {} }, 'f:metadata': { 'f:labels': { '.': {}, 'f:x': {} } } },
    });
    expect(JSON.stringify(entry?.fieldsV1)).toBe('{"f:data":{".":{},"f:a":{}},"f:metadata":{"f:labels":{".":{},"f:x":{}}}}');
  });

  it('defaults and empty structs among it, as a real server tells it of a Deployment', () => {
    const [entry] = after(deploymentSchema, [{ manager: 'kubectl-create', to: deployment() }]).metadata.managedFields ?? [];
    expect(entry?.fieldsV1).toMatchObject({
      'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
      'f:spec': { 'f:replicas': {}, 'f:selector': {}, 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"web"}': { '.': {}, 'f:image': {}, 'f:name': {}, 'f:resources': {} } } } } },
    });
    expect((entry?.fieldsV1 as Record<string, Record<string, unknown>>)['f:spec']?.['.']).toBeUndefined();
  });

  it('what it changes; the one before loses that', () => {
    const object = after(configMapSchema, [
      { manager: 'a', to: configMap({ x: '1', y: '1' }) },
      { manager: 'b', to: configMap({ x: '2', y: '1', z: '1' }), at: 5 },
    ]);
    expect(owners(object)).toEqual({ a: ['.data', '.data.y'], b: ['.data.x', '.data.z'] });
    expect(times(object)).toEqual({ a: formatTime(start), b: formatTime(start + 5 * second) });
  });

  it('nothing it leaves alone: owners and times stay, as the very same entries', () => {
    const before = after(configMapSchema, [{ manager: 'a', to: configMap({ x: '1' }) }]);
    const entries = before.metadata.managedFields;
    expect(trackUpdate({ schema: configMapSchema, live: before, next: before, manager: 'b', subresource: '', now: start + second })).toBe(entries);
  });

  it('what it removes is forgotten by all', () => {
    const object = after(configMapSchema, [{ manager: 'a', to: configMap({ x: '1', y: '1' }) }, { manager: 'b', to: configMap({ x: '1' }), at: 1 }]);
    expect(owners(object)).toEqual({ a: ['.data', '.data.x'] });
    expect(owners(after(configMapSchema, [{ manager: 'a', to: configMap({ x: '1' }) }, { manager: 'b', to: configMap(undefined), at: 1 }]))).toEqual({});
  });

  it('through each endpoint apart, and only what the endpoint changes', () => {
    const pod = (spec: object, status: object): KubeObject => made(pods, { metadata: { name: 'p', namespace: 'default' }, spec: { containers: [{ name: 'a', image: 'i' }], ...spec }, status });
    const object = after(podSchema, [
      { manager: 'kubectl', to: pod({}, { phase: 'Running' }) },
      { manager: 'kubelet', subresource: 'status', to: pod({ nodeName: 'x' }, { phase: 'Failed', podIPs: [{ ip: '10.0.0.1' }] }), at: 1 },
    ]);
    expect(Object.keys(owners(object))).toEqual(['kubectl', 'kubelet/status']);
    expect(owners(object)['kubelet/status']).toEqual(['.status.phase', '.status.podIPs', '.status.podIPs[ip="10.0.0.1"]', '.status.podIPs[ip="10.0.0.1"].ip']);
    expect(owners(object).kubectl?.some((path) => path.startsWith('.status'))).toBe(false);
  });

  it('as unknown without a name', () => {
    expect(Object.keys(owners(after(configMapSchema, [{ manager: '', to: configMap({ x: '1' }) }])))).toEqual(['unknown']);
  });
});

describe('managedFields in the request', () => {
  const created: Step = { manager: 'a', to: configMap({ x: '1' }) };
  const changed = { manager: 'b', to: configMap({ x: '2' }), at: 1 };
  const entry: Entry = { manager: 'c', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { 'f:x': {} } } as Entry['fieldsV1'] };

  test.each<[string, Partial<Step>, Record<string, string[]>]>([
    ['left out: those that are there', { entries: null }, { a: ['.data'], b: ['.data.x'] }],
    ['taken, when they make sense', { entries: [entry] }, { b: ['.data.x'] }],
    ['not through a subresource', { entries: [entry], subresource: 'scale' }, { a: ['.data'], 'b/scale': ['.data.x'] }],
    ['of no sense: those that are there', { entries: [{ ...entry, operation: 'Delete' }] }, { a: ['.data'], b: ['.data.x'] }],
    ['with steps of no sense: those that are there', { entries: [{ ...entry, fieldsV1: { nope: {} } as Entry['fieldsV1'] }] }, { a: ['.data'], b: ['.data.x'] }],
    ['an empty list forgets all', { entries: [] }, {}],
    ['so does an empty entry', { entries: [{} as Entry] }, {}],
  ])('%s', (_, step, expected) => expect(owners(after(configMapSchema, [created, { ...changed, ...step }]))).toEqual(expected));

  it('are not kept for an object that has none', () => {
    const live = configMap({ x: '1' });
    expect(trackUpdate({ schema: configMapSchema, live, next: configMap({ x: '2' }), manager: 'a', subresource: '', now: start })).toBeUndefined();
  });
});

describe('versions', () => {
  const foreign: Entry = { manager: 'old', operation: 'Update', apiVersion: 'v0', fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { 'f:x': {}, 'f:y': {} } } as Entry['fieldsV1'] };
  const live = configMap({ x: '1', y: '1' }, { managedFields: [foreign] });
  const write = { live, next: configMap({ x: '2', y: '1' }, { managedFields: [foreign] }), manager: 'a', subresource: '', now: start };

  it('that are gone take their owners with them', () => {
    expect((trackUpdate({ ...write, schema: configMapSchema }) ?? []).map(({ manager }) => manager)).toEqual(['a']);
  });

  it('that are served see the change their way', () => {
    const same = { type: configMapSchema.type, convert: (object: object) => object as Record<string, unknown>, convertBack: (object: object) => object as Record<string, unknown> };
    const entries = trackUpdate({ ...write, schema: withVersions(configMapSchema, (version) => (version === 'v0' ? same : undefined)) }) ?? [];
    expect(entries.map(({ manager, fieldsV1 }) => [manager, pathsOf(readFields(fieldsV1))])).toEqual([['old', ['.data.y']], ['a', ['.data.x']]]);
  });
});

it('keeps ten updaters apart and merges the oldest', () => {
  const steps = Array.from({ length: 13 }, (_, i): Step => ({ manager: `m${i}`, at: i, to: configMap(Object.fromEntries(Array.from({ length: i + 1 }, (__, j) => [`k${j}`, 'v']))) }));
  const entries = after(configMapSchema, steps).metadata.managedFields ?? [];
  expect(entries.map(({ manager }) => manager)).toEqual(['ancient-changes', ...Array.from({ length: 9 }, (_, i) => `m${i + 4}`)]);
  expect(pathsOf(readFields(entries[0]?.fieldsV1))).toEqual(['.data', '.data.k0', '.data.k1', '.data.k2', '.data.k3']);
  expect(entries[0]?.time).toBe(formatTime(start + 3 * second));
});

it('does not fail for items without a name', () => {
  const live = after(deploymentSchema, [{ manager: 'a', to: deployment() }]);
  const next = { ...live, status: { conditions: [null] } } as KubeObject;
  expect(trackUpdate({ schema: deploymentSchema, live, next, manager: 'b', subresource: 'status', now: start })).toBe(live.metadata.managedFields);
});
