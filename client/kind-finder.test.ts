import { kinds, type CustomResourceDefinition } from '../api';
import { createKindFinder } from './kind-finder';
import { FakeClient } from './testing/fake-client';

const version = (name: string, storage: boolean) =>
  ({ name, served: true, storage, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } });
const names = { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' };

const crd = {
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'widgets.example.com' },
  spec: { group: 'example.com', scope: 'Namespaced', names, versions: [version('v1', true), version('v1beta1', false)], conversion: { strategy: 'None' } },
  status: { acceptedNames: names, storedVersions: ['v1'], conditions: [{ type: 'Established', status: 'True' }, { type: 'NamesAccepted', status: 'True' }] },
} as unknown as CustomResourceDefinition;

function withWidgets(): { client: FakeClient; finder: ReturnType<typeof createKindFinder> } {
  const client = new FakeClient();
  client.of(kinds.customresourcedefinitions).put(crd);
  return { client, finder: createKindFinder(client) };
}

describe('by what an object says', () => {
  it.each([
    ['v1', 'Pod', 'pods'], ['apps/v1', 'Deployment', 'deployments'], ['autoscaling/v1', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers'], ['batch/v1beta1', 'CronJob', 'cronjobs'],
    ['example.com/v1', 'Widget', 'widgets'], ['example.com/v1beta1', 'Widget', 'widgets'],
  ])('%s %s', async (apiVersion, kind, plural) => {
    const definition = await withWidgets().finder.ofObject({ apiVersion, kind });
    expect(definition?.names.plural).toBe(plural);
    expect(definition && [definition.group, definition.version].filter(Boolean).join('/')).toBe(apiVersion);
  });

  it.each([['v1', 'Widget'], ['example.com/v2', 'Widget'], ['example.com/v1', 'Gadget'], ['apps/v9', 'Deployment']])('%s %s is not there', async (apiVersion, kind) => {
    expect(await withWidgets().finder.ofObject({ apiVersion, kind })).toBeUndefined();
  });

  it('asks once for each', async () => {
    const { client, finder } = withWidgets();
    for (let i = 0; i < 3; i++) await finder.ofObject({ apiVersion: 'example.com/v1', kind: 'Widget' });
    expect(client.of(kinds.customresourcedefinitions).calls.list).toBe(1);
  });
});

describe('by name', () => {
  it.each([['pods', 'pods'], ['po', 'pods'], ['node', 'nodes'], ['deployments.apps', 'deployments'], ['pvc', 'persistentvolumeclaims'], ['widgets.example.com', 'widgets']])('%s', async (name, plural) => {
    expect((await withWidgets().finder.named(name))?.names.plural).toBe(plural);
  });

  it.each(['widgets', 'gadgets.example.com', 'deployments.core', ''])('%j is not there', async (name) => {
    expect(await withWidgets().finder.named(name)).toBeUndefined();
  });
});
