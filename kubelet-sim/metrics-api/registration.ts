/**
 * Says in the cluster that metrics.k8s.io is served here: a Service without pods, whose endpoint is this machine, and an APIService in
 * the words of metrics-server's. An APIService that leads to another Service is somebody else's, and stays.
 */
import { ApiError, kinds, same, type apiregistration, type Client, type core, type discovery, type KubeObject, type ResourceDefinition } from '../../api';
import { group, version } from './objects';

const namespace = 'kube-system';
const name = 'kubelet-sim-metrics';
const port = 443;
const labels = { 'app.kubernetes.io/managed-by': 'kubelet-sim' };

const service: core.Service = {
  kind: 'Service', apiVersion: 'v1', metadata: { name, namespace, labels }, status: {},
  spec: { clusterIP: 'None', ports: [{ name: 'https', port, protocol: 'TCP', targetPort: port }] } as core.ServiceSpec,
};

/** A name, because the addresses of this machine itself are none that an endpoint may have. */
const sliceFor = (listening: number): discovery.EndpointSlice => ({
  kind: 'EndpointSlice', apiVersion: 'discovery.k8s.io/v1', addressType: 'FQDN',
  metadata: { name, namespace, labels: { ...labels, 'kubernetes.io/service-name': name, 'endpointslice.kubernetes.io/managed-by': 'kubelet-sim' } },
  endpoints: [{ addresses: ['metrics.localhost'], conditions: { ready: true } }],
  ports: [{ name: 'https', port: listening, protocol: 'TCP' }],
});

const apiService: apiregistration.APIService = {
  kind: 'APIService', apiVersion: 'apiregistration.k8s.io/v1', metadata: { name: `${version}.${group}`, labels }, status: {},
  spec: { group, version, groupPriorityMinimum: 100, versionPriority: 100, insecureSkipTLSVerify: true, service: { name, namespace } },
};

/** False: somebody else serves them. */
export async function registerMetrics(client: Client, listening: number): Promise<boolean> {
  const known = await client.of(kinds.apiservices).get({ name: apiService.metadata.name ?? '' }).catch(unlessMissing);
  if (known && known.spec.service?.name !== name) return false;
  await put(client, kinds.services, service, (current) => current);
  await put(client, kinds.endpointslices, sliceFor(listening), (current, wanted) => (same(current.ports, wanted.ports) ? current : { ...current, ports: wanted.ports }));
  await put(client, kinds.apiservices, apiService, (current) => current);
  return true;
}

/** Who ends in good order leaves nobody waiting for it. Another process, or somebody else, may serve them by now. */
export async function withdrawMetrics(client: Client, listening: number): Promise<void> {
  const services = client.of(kinds.apiservices);
  const slice = await client.of(kinds.endpointslices).get({ namespace, name }).catch(unlessMissing);
  const known = await services.get({ name: apiService.metadata.name ?? '' }).catch(unlessMissing);
  if (slice?.ports?.[0]?.port !== listening || known?.spec.service?.name !== name) return;
  await services.delete({ name: apiService.metadata.name ?? '' }, { preconditions: { uid: known.metadata.uid } }).catch(unlessMissing);
}

async function put<T extends KubeObject>(client: Client, definition: ResourceDefinition<T>, wanted: T, change: (current: T, wanted: T) => T): Promise<void> {
  const resources = client.of(definition);
  const { name: itsName = '', namespace: place } = wanted.metadata;
  await resources.create(wanted).catch(async (error: unknown) => {
    if (!ApiError.is(error, 'AlreadyExists')) throw error;
    await resources.update({ name: itsName, ...(place !== undefined && { namespace: place }) }, (current) => change(current, wanted));
  });
}

function unlessMissing(error: unknown): undefined {
  if (!ApiError.is(error, 'NotFound')) throw error;
}
