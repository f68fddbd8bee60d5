/** Function pods of tests. */
import { request } from 'node:http';
import { functionPods, kinds, type core } from '../../../api';
import { boundPod, type TestCluster } from '../../testing/cluster';

const hash = '0123456789ab';

/** What the controller of functions makes. */
export async function functionPod(cluster: TestCluster, name: string, data: object, contentHash = hash): Promise<void> {
  const revision = functionPods.contentName('hello', contentHash);
  await cluster.registry.of(kinds.controllerrevisions).create({ apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: { name: revision, namespace: 'default' }, data, revision: 1 })
    .catch((error: { status?: { reason?: string } }) => { if (error.status?.reason !== 'AlreadyExists') throw error; });
  const pod = boundPod(name, { containers: [{ name: 'function', image: functionPods.functionImage, ports: [{ containerPort: functionPods.functionPort }] } as core.Container], terminationGracePeriodSeconds: 30 });
  await cluster.registry.of(kinds.pods).create({ ...pod, metadata: { ...pod.metadata, annotations: { [functionPods.functionAnnotation]: 'hello', [functionPods.contentHashAnnotation]: contentHash } } });
}

export const statusOf = async (cluster: TestCluster, name: string): Promise<core.ContainerStatus | undefined> => (await cluster.pod(name))?.status.containerStatuses?.[0];

/** Real time too: what starts, starts in a thread. */
export async function until(cluster: TestCluster, condition: () => Promise<boolean>, stepMs = 10): Promise<void> {
  while (!(await condition())) {
    await cluster.clock.step(stepMs);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export interface Kubelet {
  readonly port: number;
  get(path: string, how?: { readonly method?: string; readonly body?: string }): Promise<{ readonly code: number; readonly text: string }>;
}

/** The server that speaks a kubelet's API. */
export async function kubelet(cluster: TestCluster): Promise<Kubelet> {
  let port = 0;
  await until(cluster, async () => {
    const { items } = await cluster.registry.of(kinds.nodes).list();
    port = items[0]?.status.daemonEndpoints?.kubeletEndpoint?.Port ?? 0;
    return port > 0;
  });
  return {
    port,
    get(path, { method = 'GET', body } = {}) {
      return new Promise((resolve, reject) => {
        const outgoing = request({ host: '127.0.0.1', port, path, method, headers: { Host: 'node-1' } }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve({ code: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
        });
        outgoing.on('error', reject).end(body);
      });
    },
  };
}
