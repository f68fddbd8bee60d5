/** What every cluster has from its first moment: its system namespaces (pkg/controlplane/controller/systemnamespaces in kube-apiserver). */
import { ApiError, type Client, type core, type ResourceDefinition } from '../api';

const systemNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

export async function bootstrap(client: Client, namespaces: ResourceDefinition<core.Namespace>): Promise<void> {
  const existing = new Set((await client.of(namespaces).list()).items.map((namespace) => namespace.metadata.name));
  const missing = systemNamespaces.filter((name) => !existing.has(name));
  await Promise.all(missing.map((name) => createUnlessThere(client, namespaces, name)));
}

async function createUnlessThere(client: Client, namespaces: ResourceDefinition<core.Namespace>, name: string): Promise<void> {
  try {
    await client.of(namespaces).create({ kind: 'Namespace', apiVersion: 'v1', metadata: { name }, spec: {}, status: {} });
  } catch (error) {
    // Another API server on the same store was faster.
    if (!ApiError.is(error, 'AlreadyExists')) throw error;
  }
}
