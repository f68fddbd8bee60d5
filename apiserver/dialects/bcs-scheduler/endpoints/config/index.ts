/** Config maps, secrets and services: section 3.2 of the document's specification. There is nothing to read them by: that is the storage API's. */
import { bcsRules, kinds, type core, type KubeObject, type ObjectKey, type ResourceDefinition } from '../../../../../api';
import { decoded } from '../../body';
import { orTaken, orUnknown } from '../../by-name';
import { route, type Call, type Route } from '../../call';
import { inBcsNamespace } from '../../namespaces';
import { keyAt, namedAt, readSent, type Sent } from '../../sent';

const { config } = bcsRules;

interface ConfigKind<T extends KubeObject, R> {
  readonly kind: string;
  readonly definition: ResourceDefinition<T>;
  read(json: string): R;
  /** Of a new one: what is there before anything is said of it. */
  begin(metadata: ObjectKey): T;
  created(read: R, begun: T): T;
  replaced(read: R, current: T): T;
  /** Where that name's object is kept. */
  keyOf(key: Sent['key'], name: string): Sent['key'];
}

const plainKey = (key: Sent['key']): Sent['key'] => key;

const configMaps: ConfigKind<core.ConfigMap, bcsRules.config.Read<bcsRules.config.ConfigMapDefinition>> = {
  kind: 'configmap', definition: kinds.configmaps, read: config.readConfigMap, keyOf: plainKey,
  begin: (metadata) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata } }), created: config.heldConfigMap, replaced: config.heldConfigMap,
};

const secrets: ConfigKind<core.Secret, bcsRules.config.Read<bcsRules.config.SecretDefinition>> = {
  kind: 'secret', definition: kinds.secrets, read: config.readSecret, keyOf: plainKey,
  begin: (metadata) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { ...metadata } }), created: config.heldSecret, replaced: config.heldSecret,
};

const services: ConfigKind<core.Service, bcsRules.config.Read<bcsRules.config.ServiceDefinition>> = {
  kind: 'service', definition: kinds.services, read: config.readService, keyOf: (key, name) => ({ ...key, name: config.serviceName(name) }),
  begin: (metadata) => ({ apiVersion: 'v1', kind: 'Service', metadata: { ...metadata }, spec: {}, status: {} }), created: config.heldService, replaced: config.replacedService,
};

function routesOf<T extends KubeObject, R>(of: ConfigKind<T, R>): Route[] {
  const path = `/namespaces/:ns/${of.kind}s`;
  const resources = ({ service: { registry } }: Call) => registry.of(of.definition);
  return [
    route('POST', path, async (call) => {
      const { key, name, namespace, json } = readSent(call, of.kind);
      const created = of.created(decoded(of.read, json), of.begin(of.keyOf(key, name)));
      await orTaken(of.kind, { name, namespace }, inBcsNamespace(call.service, namespace, () => resources(call).create(created)));
    }),
    route('PUT', path, async (call) => {
      const { key, name, namespace, json } = readSent(call, of.kind);
      const read = decoded(of.read, json);
      await orUnknown(of.kind, { name, namespace }, resources(call).update(of.keyOf(key, name), (current) => of.replaced(read, current)));
    }),
    route('DELETE', `${path}/:name`, async (call) => {
      const named = namedAt(call);
      await orUnknown(of.kind, named, resources(call).delete(of.keyOf(keyAt(call), named.name)));
    }),
  ];
}

export const configRoutes: readonly Route[] = [...routesOf(configMaps), ...routesOf(secrets), ...routesOf(services)];
