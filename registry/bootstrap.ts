/** What every cluster has from its first moment (kube-apiserver's pkg/controlplane/controller/systemnamespaces and defaultservicecidr, pkg/registry/scheduling/rest). */
import { ApiError, kinds, systemPriorityClasses, type Client, type KubeObject, type networking, type ResourceDefinition } from '../api';

const systemNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

const namespaceNamed = (name: string) => ({ kind: 'Namespace', apiVersion: 'v1', metadata: { name }, spec: {}, status: {} });

const priorityClasses = Object.entries(systemPriorityClasses).map(([name, rest]) =>
  ({ kind: 'PriorityClass', apiVersion: 'scheduling.k8s.io/v1', metadata: { name }, ...rest }));

/** The range kubeadm gives a cluster by default. */
const serviceRange: networking.ServiceCIDR = { apiVersion: 'networking.k8s.io/v1', kind: 'ServiceCIDR', metadata: { name: 'kubernetes' }, spec: { cidrs: ['10.96.0.0/12'] }, status: {} };

export async function bootstrap(client: Client, served: readonly ResourceDefinition[]): Promise<void> {
  const names = new Set(served.map(({ kind }) => kind));
  await Promise.all([
    ensure(client, kinds.namespaces, systemNamespaces.map(namespaceNamed)),
    ...(names.has('ServiceCIDR') ? [ensure(client, kinds.servicecidrs, [serviceRange])] : []),
    ...(names.has('PriorityClass') ? [ensure(client, kinds.priorityclasses, priorityClasses)] : []),
  ]);
}

async function ensure<T extends KubeObject>(client: Client, definition: ResourceDefinition<T>, wanted: readonly T[]): Promise<void> {
  const existing = new Set((await client.of(definition).list()).items.map(({ metadata }) => metadata.name));
  await Promise.all(wanted.filter(({ metadata }) => !existing.has(metadata.name)).map((object) => createUnlessThere(client, definition, object)));
}

async function createUnlessThere<T extends KubeObject>(client: Client, definition: ResourceDefinition<T>, object: T): Promise<void> {
  try {
    await client.of(definition).create(object, { fieldManager: 'kube-apiserver' });
  } catch (error) {
    // Another API server on the same store was faster.
    if (!ApiError.is(error, 'AlreadyExists')) throw error;
  }
}
