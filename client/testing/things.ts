/** Two small kinds for tests: a thing and the part it owns. */
import type { Decoded, KubeObject, ResourceDefinition, Schema } from '../../api';

export interface Thing extends KubeObject { spec: { color?: string } }

const schema: Schema<Thing> = {
  name: 'test.v1.Thing',
  decode: (input): Decoded<Thing> => ({ object: input as Thing, faults: [] }),
  default() {},
  check: () => [],
  merge: { field: () => undefined },
};

const define = (group: string, kind: string, scope: 'Namespaced' | 'Cluster' = 'Namespaced'): ResourceDefinition<Thing> => ({
  group, version: 'v1', kind, listKind: `${kind}List`, scope, schema,
  names: { plural: `${kind.toLowerCase()}s`, singular: kind.toLowerCase(), short: [], categories: [] },
  verbs: ['create', 'delete', 'get', 'list', 'update', 'watch'],
  strategy: {}, subresources: {}, fields: {}, columns: [],
});

export const things = define('test.dev', 'Thing');
export const parts = define('', 'Part');
export const globes = define('test.dev', 'Globe', 'Cluster');

export const thing = (name: string, color?: string, namespace = 'default'): Thing =>
  ({ apiVersion: 'test.dev/v1', kind: 'Thing', metadata: { namespace, name }, spec: color === undefined ? {} : { color } });

export const partOf = (owner: Thing, name: string): Thing => ({
  apiVersion: 'v1', kind: 'Part', spec: {},
  metadata: {
    namespace: owner.metadata.namespace, name,
    ownerReferences: [{ apiVersion: owner.apiVersion, kind: owner.kind, name: owner.metadata.name ?? '', uid: owner.metadata.uid ?? '', controller: true }],
  },
});
