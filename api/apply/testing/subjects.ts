/** Objects and schemas that the tests of apply share. */
import { schemaFor } from '../../schema/schema';
import type { KubeObject } from '../../object';
import type * as apps from '../../schema/types/apps.v1';
import type * as core from '../../schema/types/core.v1';
import { forEachPath, type FieldSet } from '../field-set';
import { printPath } from '../path-element';
import { applySchemaOf, type Described } from '../schema-of';

const described = <T extends KubeObject>(group: string, version: string, kind: string, definition: string): Described<T> =>
  ({ group, version, kind, schema: schemaFor<T>(definition) });

export const deployments = described<apps.Deployment & KubeObject>('apps', 'v1', 'Deployment', 'apps.v1.Deployment');
export const configMaps = described<core.ConfigMap & KubeObject>('', 'v1', 'ConfigMap', 'core.v1.ConfigMap');
export const pods = described<core.Pod & KubeObject>('', 'v1', 'Pod', 'core.v1.Pod');

export const deploymentSchema = applySchemaOf(deployments);
export const configMapSchema = applySchemaOf(configMaps);
export const podSchema = applySchemaOf(pods);

/** Decoded and defaulted, as the write pipeline has it. */
export function made<T extends KubeObject>(of: Described<T>, input: object): T {
  const { object } = of.schema.decode({ apiVersion: of.group ? `${of.group}/${of.version}` : of.version, kind: of.kind, ...input });
  of.schema.default(object);
  return object;
}

export const deployment = (spec: object = {}, metadata: object = {}): KubeObject => made(deployments, {
  metadata: { name: 'web', namespace: 'default', labels: { app: 'web' }, ...metadata },
  spec: { replicas: 1, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } }, ...spec },
});

export const configMap = (data: Record<string, string> | undefined, metadata: object = {}): KubeObject =>
  made(configMaps, { metadata: { name: 'settings', namespace: 'default', ...metadata }, ...(data && { data }) });

/** The members of a set, as conflicts print them. */
export function pathsOf(set: FieldSet | undefined): string[] {
  const paths: string[] = [];
  if (set) forEachPath(set, (path) => paths.push(printPath(path)));
  return paths;
}
