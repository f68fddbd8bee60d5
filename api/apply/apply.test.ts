import { ApiError } from '../errors';
import { formatTime } from '../clock';
import type { KubeObject } from '../object';
import { apply, type Applied } from './apply';
import { applyConflict } from './conflicts';
import { readFields } from './field-set';
import { lastAppliedAnnotation } from './last-applied';
import type { Entry } from './managed-fields';
import { resetFieldsOf } from './system-fields';
import { configMap, configMapSchema, deployment, deployments, deploymentSchema, made, pathsOf } from './testing/subjects';
import type { ApplySchema } from './typed';
import { trackUpdate } from './update';

const start = Date.UTC(2026, 0, 1);

interface Options { force?: boolean; at?: number; subresource?: string; schema?: ApplySchema }

const applied = (live: KubeObject | undefined, manager: string, config: object, { force = false, at = 0, subresource = '', schema = configMapSchema }: Options = {}): Applied =>
  apply({ schema, live, applied: config, manager, force, subresource, reset: resetFieldsOf(subresource, true), now: start + at * 1000 });

function accepted(live: KubeObject | undefined, manager: string, config: object, options: Options = {}): KubeObject {
  const outcome = applied(live, manager, config, options);
  if ('conflicts' in outcome) throw applyConflict(outcome.conflicts);
  const object = outcome.object as unknown as KubeObject;
  return { ...object, metadata: { ...object.metadata, managedFields: outcome.managedFields } };
}

const updated = (live: KubeObject | undefined, manager: string, next: KubeObject, schema: ApplySchema = configMapSchema): KubeObject =>
  ({ ...next, metadata: { ...next.metadata, managedFields: trackUpdate({ schema, live, next, manager, subresource: '', now: start }) } });

const settings = (data?: object, metadata: object = {}): object =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'default', ...metadata }, ...(data && { data }) });
const dataOf = (object: KubeObject): unknown => (object as KubeObject & { data?: unknown }).data;
const owners = (object: KubeObject): Record<string, string[]> =>
  Object.fromEntries((object.metadata.managedFields ?? []).map((entry: Entry) => [`${entry.manager} ${entry.operation}`, pathsOf(readFields(entry.fieldsV1))]));

describe('apply', () => {
  it('creates, and owns what it names', () => {
    const outcome = applied(undefined, 'a', settings({ x: '1' }));
    expect(outcome).toMatchObject({ unchanged: false, object: { data: { x: '1' }, metadata: { name: 'settings' } } });
    expect((outcome as { managedFields: Entry[] }).managedFields).toEqual([
      { manager: 'a', operation: 'Apply', apiVersion: 'v1', time: formatTime(start), fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { 'f:x': {} } } },
    ]);
  });

  it('shares fields on which managers agree', () => {
    const object = accepted(accepted(undefined, 'a', settings({ x: '1' })), 'b', settings({ x: '1', y: '2' }));
    expect(owners(object)).toEqual({ 'a Apply': ['.data.x'], 'b Apply': ['.data.x', '.data.y'] });
  });

  it('removes what it named and names no longer, unless another owns it', () => {
    const both = accepted(accepted(undefined, 'a', settings({ x: '1', y: '1' })), 'b', settings({ x: '1' }));
    const left = accepted(both, 'a', settings({ z: '1' }));
    expect(dataOf(left)).toEqual({ x: '1', z: '1' });
    expect(owners(left)).toEqual({ 'a Apply': ['.data.z'], 'b Apply': ['.data.x'] });
  });

  it('leaves what others set', () => {
    const mine = accepted(undefined, 'a', settings({ x: '1' }));
    const changed = updated(mine, 'kubectl-edit', { ...configMap({ x: '1', y: '1' }), metadata: mine.metadata });
    expect(dataOf(accepted(changed, 'a', settings({})))).toEqual({ y: '1' });
  });

  it('gives up a field without removing it when it has been taken', () => {
    const mine = accepted(undefined, 'a', settings({ x: '1' }));
    const taken = updated(mine, 'kubectl-edit', { ...configMap({ x: '2' }), metadata: mine.metadata });
    expect(owners(taken)).toEqual({ 'kubectl-edit Update': ['.data.x'] });
    expect(dataOf(accepted(taken, 'a', settings()))).toEqual({ x: '2' });
  });

  it('keeps the time of one that changes nothing', () => {
    const first = accepted(undefined, 'a', settings({ x: '1' }));
    const again = applied(first, 'a', settings({ x: '1' }), { at: 9 });
    expect(again).toMatchObject({ unchanged: true, managedFields: [{ time: formatTime(start) }] });
    expect(accepted(first, 'a', settings({ x: '2' }), { at: 9 }).metadata.managedFields?.[0]?.time).toBe(formatTime(start + 9000));
  });

  it('gives what was there to before-first-apply when nobody is known to own it', () => {
    const object = accepted(configMap({ x: '1' }), 'a', settings({ x: '1', y: '1' }));
    expect(owners(object)).toEqual({ 'a Apply': ['.data.x', '.data.y'], 'before-first-apply Update': ['.data', '.data.x'] });
    expect(applied(configMap({ x: '1' }), 'a', settings({ x: '2' }))).toHaveProperty('conflicts');
  });

  it('owns nothing that its endpoint sets back', () => {
    const config = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 1 }, status: { replicas: 3 } };
    const owned = (subresource: string): string[] | undefined => owners(accepted(deployment(), 'a', config, { schema: deploymentSchema, subresource }))['a Apply'];
    expect([owned(''), owned('status')]).toEqual([['.spec.replicas'], ['.status.replicas']]);
  });
});

describe('conflicts', () => {
  const live = updated(undefined, 'kubectl-client-side-apply', deployment(), deploymentSchema);
  const config = (spec: object): object => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'default' }, spec });
  const image = { template: { spec: { containers: [{ name: 'web', image: 'httpd' }] } } };
  const errorOf = (spec: object, object = live): ApiError => {
    const outcome = applied(object, 'a', config(spec), { schema: deploymentSchema });
    return applyConflict('conflicts' in outcome ? outcome.conflicts : []);
  };

  it('are told with the field and its manager', () => {
    expect(errorOf({ replicas: 5 }).toStatus()).toMatchObject({
      code: 409, reason: 'Conflict', message: 'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using apps/v1: .spec.replicas',
      details: { causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "kubectl-client-side-apply" using apps/v1', field: '.spec.replicas' }] },
    });
  });

  it('are listed by manager when there are several', () => {
    const other = accepted(live, 'hpa', config({ replicas: 1 }), { schema: deploymentSchema });
    expect(errorOf({ replicas: 5, ...image }, other).message).toBe([
      'Apply failed with 3 conflicts: conflicts with "hpa":', '- .spec.replicas', 'conflicts with "kubectl-client-side-apply" using apps/v1:',
      '- .spec.replicas', '- .spec.template.spec.containers[name="web"].image',
    ].join('\n'));
  });

  it('name the endpoint through which the field was set', () => {
    const scaled = { ...deployment({ replicas: 4 }), metadata: live.metadata };
    const managedFields = trackUpdate({ schema: deploymentSchema, live, next: scaled, manager: 'hpa', subresource: 'scale', now: start });
    expect(errorOf({ replicas: 5 }, { ...scaled, metadata: { ...scaled.metadata, managedFields } }).message)
      .toBe('Apply failed with 1 conflict: conflict with "hpa" with subresource "scale" using apps/v1: .spec.replicas');
  });

  it('are won by force', () => {
    const object = accepted(live, 'a', config({ replicas: 5, ...image }), { schema: deploymentSchema, force: true });
    expect(object).toMatchObject({ spec: { replicas: 5, template: { spec: { containers: [{ name: 'web', image: 'httpd' }] } } } });
    expect(owners(object)['kubectl-client-side-apply Update']).not.toContain('.spec.replicas');
    expect(owners(object)['a Apply']).toContain('.spec.replicas');
  });

  it('are none where values are equal', () => {
    expect(applied(live, 'a', config({ replicas: 1 }), { schema: deploymentSchema })).not.toHaveProperty('conflicts');
  });
});

describe('lists', () => {
  const config = (containers: object[]): object => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { selector: { matchLabels: { a: 'b' } }, template: { spec: { containers } } } });
  const run = (...steps: [string, object[]][]): unknown => {
    let live: KubeObject | undefined;
    for (const [manager, containers] of steps) {
      const object = accepted(live, manager, config(containers), { schema: deploymentSchema });
      const { managedFields } = object.metadata;
      live = made(deployments, object);
      live.metadata.managedFields = managedFields;
    }
    return (live as unknown as { spec: { template: { spec: { containers: { name: string; image?: string; ports?: object[] }[] } } } }).spec.template.spec.containers
      .map(({ name, image, ports }) => ({ name, ...(image && { image }), ...(ports && { ports }) }));
  };

  it('merge by key and lose the items that are no longer applied', () => {
    expect(run(['a', [{ name: 'x', image: '1' }, { name: 'y', image: '1' }]], ['b', [{ name: 'z', image: '1' }]], ['a', [{ name: 'y', image: '1' }]]))
      .toEqual([{ name: 'y', image: '1' }, { name: 'z', image: '1' }]);
  });

  it('keep an item of which another owns a field', () => {
    expect(run(['a', [{ name: 'x', image: '1' }]], ['b', [{ name: 'x', ports: [{ containerPort: 80 }] }]], ['a', []]))
      .toEqual([{ name: 'x', ports: [{ containerPort: 80, protocol: 'TCP' }] }]);
  });

  it('tell items apart by keys that take their default', () => {
    const port = (protocol?: string): object[] => [{ name: 'x', image: '1', ports: [{ containerPort: 53, ...(protocol && { protocol }) }] }];
    expect(run(['a', port()], ['b', port('UDP')], ['a', port('TCP')]))
      .toEqual([{ name: 'x', image: '1', ports: [{ containerPort: 53, protocol: 'TCP' }, { containerPort: 53, protocol: 'UDP' }] }]);
  });
});

describe("kubectl's way from client-side apply", () => {
  const annotations = (data: object): object => ({ annotations: { [lastAppliedAnnotation]: JSON.stringify(settings(data)) } });
  const live = updated(undefined, 'kubectl-client-side-apply', configMap({ x: '1', y: 'edited' }, annotations({ x: '1', y: '1' })));

  it('takes over what client-side apply had set, and keeps the annotation true', () => {
    const object = accepted(live, 'kubectl', settings({ x: '2' }));
    expect(dataOf(object)).toEqual({ x: '2', y: 'edited' });
    expect(object.metadata.annotations?.[lastAppliedAnnotation]).toBe('{"apiVersion":"v1","data":{"x":"2"},"kind":"ConfigMap","metadata":{"name":"settings","namespace":"default"}}\n');
  });

  it('conflicts over what was changed since', () => {
    const outcome = applied(live, 'kubectl', settings({ x: '2', y: '2' }));
    expect(applyConflict('conflicts' in outcome ? outcome.conflicts : []).message).toBe('Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using v1: .data.y');
  });

  it('is for kubectl alone', () => {
    expect(applied(live, 'other', settings({ x: '2' }))).toHaveProperty('conflicts');
  });

  it.each(['not json', '[]', '{"apiVersion":"v2"}', JSON.stringify(settings({ x: ['1'] })), `{"apiVersion":"v1","data":${'['.repeat(9e3)}${']'.repeat(9e3)}}`])('survives an annotation of %s', (text) => {
    const odd = updated(undefined, 'b', configMap({ x: '1' }, { annotations: { [lastAppliedAnnotation]: text } }));
    expect(applied(odd, 'kubectl', settings({ x: '2' }))).toHaveProperty('conflicts');
  });
});

const refusal = (attempt: () => unknown): unknown => {
  try {
    return attempt();
  } catch (error) {
    return ApiError.is(error, 'BadRequest') && error.code;
  }
};

/** So deep that no recursive walk survives it. */
function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}

it('does not apply onto items without a name', () => {
  const live = { ...deployment(), status: { conditions: [null] } } as KubeObject;
  const config = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'default' }, status: { conditions: [{ type: 'Available', status: 'True' }] } };
  expect(() => applied(live, 'a', config, { schema: deploymentSchema, subresource: 'status' })).toThrow('failed to create typed live object (default/web; apps/v1, Kind=Deployment): ');
});

describe('refusals', () => {
  test.each<[unknown, string]>([
    [{ apiVersion: 'apps/v1', kind: 'Deployment' }, 'invalid object type: apps/v1, Kind=Deployment'],
    [{}, 'invalid object type: /, Kind='],
    [settings({}, { managedFields: [] }), 'metadata.managedFields must be nil'],
    [settings({ x: 1 }), 'failed to create typed patch object (default/settings; /v1, Kind=ConfigMap): .data.x: expected string, got &value.valueUnstructured{Value:1}'],
    [settings({}, { finalizers: ['a/b', 'a/b'] }), 'failed to create typed patch object (default/settings; /v1, Kind=ConfigMap): .metadata.finalizers: duplicate entries for key [="a/b"]'],
    [[], 'cannot apply a list'],
    [settings({ x: nested(100_000) }), 'exceeded max depth'],
  ])('%#', (config, message) => {
    expect(() => applied(undefined, 'a', config as object)).toThrow(message);
    expect(refusal(() => applied(undefined, 'a', config as object))).toBe(400);
  });
});
