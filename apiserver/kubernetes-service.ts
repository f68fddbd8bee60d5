/**
 * The Service `kubernetes` of namespace `default`, by which pods find the API (kube-apiserver's pkg/controlplane/controller/kubernetesservice,
 * pkg/controlplane/reconcilers).
 *
 * Servers listen on loopback addresses, which endpoints may not have. What is told instead is the first address of the network that simulated
 * nodes are in, behind which all API servers of a cluster stand, as behind a load balancer, at the port that kubeadm gives them.
 */
import { kinds, parseFieldSelector, parseLabelSelector, same, type Clock, type core, type discovery, type KubeObject, type Logger, type ResourceDefinition } from '../api';
import type { Registry } from '../registry';
import { unlessOthersDid } from './aggregation/registrar';
import { startPublisher, type Publisher } from './publisher';

const namespace = 'default';
const name = 'kubernetes';
const advertised = { address: '172.18.0.1', port: 6443 };
/** The first of the range of services. */
const clusterIP = '10.96.0.1';
const writer = { fieldManager: 'kube-apiserver' };

/** Made when it is missing; who changes it, may. */
const service: core.Service = {
  apiVersion: 'v1', kind: 'Service', metadata: { name, namespace, labels: { provider: 'kubernetes', component: 'apiserver' } },
  spec: {
    type: 'ClusterIP', clusterIP, ipFamilyPolicy: 'SingleStack', sessionAffinity: 'None',
    ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: advertised.port }],
  },
  status: {},
};

const port = { name: 'https', port: advertised.port, protocol: 'TCP' } as const;

const withEndpoints = (found: core.Endpoints): core.Endpoints => ({
  ...found, metadata: { ...found.metadata, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
  subsets: [{ addresses: [{ ip: advertised.address }], ports: found.subsets?.[0]?.ports?.length ? found.subsets[0].ports : [port] }],
});

const withSlice = (found: discovery.EndpointSlice): discovery.EndpointSlice => ({
  ...found, metadata: { ...found.metadata, labels: { 'kubernetes.io/service-name': name } },
  endpoints: [{ addresses: [advertised.address], conditions: { ready: true } }], ports: found.ports?.length ? found.ports : [port],
});

const emptyEndpoints: core.Endpoints = { apiVersion: 'v1', kind: 'Endpoints', metadata: { name, namespace } };
const emptySlice: discovery.EndpointSlice = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name, namespace }, addressType: 'IPv4', endpoints: [], ports: [] };

export interface KubernetesServiceDeps {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly log: Logger;
}

export function startKubernetesService({ registry, ...deps }: KubernetesServiceDeps): Publisher {
  const ours = { namespace, fields: parseFieldSelector(`metadata.name=${name}`) };
  const slices = { namespace, labels: parseLabelSelector(`kubernetes.io/service-name=${name}`) };
  return startPublisher({
    what: `Service ${namespace}/${name}`,
    follows: [
      { source: registry.of(kinds.services), options: ours }, { source: registry.of(kinds.endpoints), options: ours },
      { source: registry.of(kinds.endpointslices), options: slices },
    ],
    async publish() {
      await removeOthers(registry);
      await keep(registry, kinds.services, service, (found) => found);
      await keep(registry, kinds.endpoints, emptyEndpoints, withEndpoints);
      await keep(registry, kinds.endpointslices, emptySlice, withSlice);
    },
  }, deps);
}

/** `wanted`: what an object, or the empty one, is to be. */
async function keep<T extends KubeObject>(registry: Registry, definition: ResourceDefinition<T>, empty: T, wanted: (found: T) => T): Promise<void> {
  const resources = registry.of(definition);
  const { items: [found] } = await resources.list({ namespace, fields: parseFieldSelector(`metadata.name=${name}`) });
  if (found && same(wanted(found), found)) return;
  await unlessOthersDid(() => (found ? resources.update({ namespace, name }, wanted, writer) : resources.create(wanted(empty), writer)));
}

/** Nobody else speaks for this service. */
async function removeOthers(registry: Registry): Promise<void> {
  const slices = registry.of(kinds.endpointslices);
  const { items } = await slices.list({ namespace, labels: parseLabelSelector(`kubernetes.io/service-name=${name}`) });
  for (const { metadata } of items.filter((slice) => slice.metadata.name !== name || slice.addressType !== 'IPv4')) {
    await unlessOthersDid(() => slices.delete({ namespace, name: metadata.name ?? '' }, { preconditions: { uid: metadata.uid } }));
  }
}
