/** A custom kind in two versions that a webhook on loopback converts: `v1` says host and port, `v2` an address. */
import { kinds, type CustomResourceDefinition, type KubeObject } from '../../../api';
import type { Registry, ResourceStore } from '../../resource-store';
import { serveConverter, type ConversionServer } from './conversion-server';

export interface Widget extends KubeObject {
  spec: { host?: string; port?: number; address?: string; replicas?: number };
  status?: { ready?: boolean; replicas?: number };
}

export const v1 = (name: string, host = 'a', port = 1, more: Partial<Widget> = {}): Widget =>
  ({ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name, namespace: 'default' }, spec: { host, port }, ...more });
export const v2 = (name: string, address = 'a:1', more: Partial<Widget> = {}): Widget =>
  ({ apiVersion: 'example.com/v2', kind: 'Widget', metadata: { name, namespace: 'default' }, spec: { address }, ...more });

function convert(widget: Widget, apiVersion: string): Widget {
  // A part of an object may be all there is: what one owner of fields has applied.
  const { host, port, address, ...spec } = (widget as Partial<Widget>).spec ?? {};
  if (apiVersion === 'example.com/v2') return { ...widget, apiVersion, spec: { ...spec, ...((host !== undefined || port !== undefined) && { address: `${host ?? ''}:${port ?? ''}` }) } };
  const [name, number] = address?.split(':') ?? [];
  return { ...widget, apiVersion, spec: { ...spec, ...(name && { host: name }), ...(number && { port: Number(number) }) } };
}

export type WidgetConversions = ConversionServer<Widget>;

export const serveConversions = (): Promise<WidgetConversions> => serveConverter(convert);

const text = { type: 'string' };
const schemas = { v1: { host: text, port: { type: 'integer' } }, v2: { address: { type: 'string', pattern: ':' } } };

const version = (name: 'v1' | 'v2', storage: string): object => ({
  name, served: true, storage: name === storage,
  schema: { openAPIV3Schema: { type: 'object', properties: {
    spec: { type: 'object', properties: { ...schemas[name], replicas: { type: 'integer' } } },
    status: { type: 'object', properties: { ready: { type: 'boolean' }, replicas: { type: 'integer' } } },
  } } },
  subresources: { status: {}, scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } },
});

export const definition = (clientConfig: object, storage = 'v1'): CustomResourceDefinition => ({
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' }, versions: [version('v1', storage), version('v2', storage)],
    conversion: { strategy: 'Webhook', webhook: { clientConfig, conversionReviewVersions: ['v1'] } },
  },
} as unknown as CustomResourceDefinition);

export async function define(registry: Registry, clientConfig: object): Promise<void> {
  await registry.of(kinds.customresourcedefinitions).create(definition(clientConfig));
  await until(() => registry.find('example.com', 'v2', 'widgets') !== undefined);
}

/** From now on objects are stored in that version. */
export async function storeIn(registry: Registry, storage: 'v1' | 'v2'): Promise<void> {
  const before = widgets(registry, storage);
  await registry.of(kinds.customresourcedefinitions).update({ name: 'widgets.example.com' }, (crd) => ({
    ...crd, spec: { ...crd.spec, versions: crd.spec.versions.map((each) => ({ ...each, storage: each.name === storage })) },
  }));
  await until(() => registry.find('example.com', storage, 'widgets') !== before);
}

/** Every turn of the loop: what is waited for comes of a watch. */
async function until(happened: () => boolean): Promise<void> {
  while (!happened()) await new Promise((resolve) => setImmediate(resolve));
}

export function widgets(registry: Registry, name: 'v1' | 'v2'): ResourceStore<Widget> {
  const store = registry.find('example.com', name, 'widgets');
  if (!store) throw new Error(`widgets are not served in ${name}`);
  return store as unknown as ResourceStore<Widget>;
}

export const key = (name: string): { readonly namespace: string; readonly name: string } => ({ namespace: 'default', name });
