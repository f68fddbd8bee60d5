/** A cluster's names, from objects. */
import { isPod, keyOf, kinds, seededRandom, silentLogger, SteppedClock, type core, type discovery, type KubeObject, type minik8s } from '../../../api';
import { createInformers } from '../../../client';
import { openRegistry, openStorage, type Registry } from '../../../registry';
import { createDirectory, type Directory } from '../directory';

export interface NamesBench {
  readonly registry: Registry;
  readonly directory: Directory;
  close(): Promise<void>;
}

export async function openNames(objects: readonly KubeObject[] = []): Promise<NamesBench> {
  const deps = { clock: new SteppedClock(), random: seededRandom(1), log: silentLogger };
  const registry = await openRegistry({ ...deps, kv: await openStorage('memory:', deps), freeze: true });
  for (const object of objects) {
    const definition = kinds.definitions.find(({ kind, group, version }) => kind === object.kind && object.apiVersion === (group ? `${group}/${version}` : version));
    if (!definition) throw new Error(`nobody knows ${object.kind}`);
    await registry.of(definition).create(object);
    // What a kubelet would write.
    if (isPod(object)) await registry.of(kinds.pods).update(keyOf(object), (pod) => ({ ...pod, status: object.status }), { subresource: 'status' });
  }
  const stopping = new AbortController();
  const informers = createInformers({ ...deps, client: registry });
  const directory = createDirectory(informers);
  informers.start(stopping.signal);
  await informers.synced(stopping.signal);
  return {
    registry, directory,
    async close() {
      stopping.abort();
      await registry.close();
    },
  };
}

export const namespace = (name: string): core.Namespace => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }) as core.Namespace;

export const service = (name: string, spec: Partial<core.ServiceSpec>, inNamespace = 'default'): core.Service =>
  ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: inNamespace }, spec: { ports: [{ name: 'http', port: 80 }], ...spec } }) as core.Service;

type Ports = discovery.EndpointSlice['ports'];

export const slice = (of: string, endpoints: readonly discovery.Endpoint[], ports: Ports = [{ name: 'http', port: 8080, protocol: 'TCP' }], addressType = 'IPv4'): discovery.EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: `${of}-${addressType.toLowerCase()}`, namespace: 'default', labels: { 'kubernetes.io/service-name': of } },
  addressType, endpoints: [...endpoints], ports,
}) as discovery.EndpointSlice;

export const runningPod = (name: string, podIP: string, spec: Partial<core.PodSpec> = {}): core.Pod => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', labels: { app: name } },
  spec: { nodeName: 'node-1', containers: [{ name: 'web', image: 'nginx' }], ...spec }, status: { phase: 'Running', podIP, podIPs: [{ ip: podIP }] },
}) as core.Pod;

export const dns = (name: string, host: string, ...paths: readonly (readonly [path: string, service: string, port: string])[]): minik8s.Dns => ({
  apiVersion: 'minik8s.io/v1', kind: 'Dns', metadata: { name, namespace: 'default' },
  spec: { host, paths: paths.map(([subPath, svcName, svcPort]) => ({ subPath, svcName, svcPort })) },
});
