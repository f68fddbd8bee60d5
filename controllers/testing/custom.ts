/** A custom kind on a test's registry. */
import { ApiError, kinds, type KubeObject, type Resources } from '../../api';
import { servedDefinition } from '../../client';
import { until, type TestCluster } from './cluster';

/** Makes things.example.com and resolves when they are served; `more` is for their version. */
export async function serveThings({ registry }: TestCluster, more: object = {}): Promise<Resources<KubeObject>> {
  const crds = registry.of(kinds.customresourcedefinitions);
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  await crds.create({
    apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'things.example.com' },
    spec: { group: 'example.com', scope: 'Namespaced', names: { plural: 'things', kind: 'Thing' }, versions: [{ name: 'v1', served: true, storage: true, schema, ...more }] },
    status: { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: null },
  });
  const crd = await until(crds, { name: 'things.example.com' }, (found) => found !== undefined && servedDefinition(found) !== undefined);
  const definition = crd && servedDefinition(crd);
  if (!definition) throw ApiError.internal('no definition', undefined);
  while (!registry.find('example.com', 'v1', 'things')) await new Promise((resolve) => setImmediate(resolve));
  return registry.of(definition);
}

export const thing = (name: string, metadata: KubeObject['metadata'] = {}): KubeObject =>
  ({ apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name, namespace: 'default', ...metadata } });
