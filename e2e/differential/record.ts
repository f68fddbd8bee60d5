/**
 * Records what the scheduler of a real cluster does: makes the snapshot there, then one pod after the other, each when the one before it
 * has been decided. For a cluster without kubelets and controllers (kube-apiserver, etcd, kube-scheduler), which is changed by it.
 */
import type { Manifest } from '../../cmd/manifests';
import type { Kubectl } from '../harness/kubectl';
import type { Recorded } from './recording';

interface Fields { readonly [name: string]: unknown }

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly deletionTimestamp?: string };
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly nominatedNodeName?: string; readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string; readonly message?: string }[] };
}

/** Namespaces before what is in them, classes before who names them. */
const first = ['Namespace', 'PriorityClass', 'StorageClass', 'RuntimeClass', 'Node'];

export async function* record(kubectl: Kubectl, snapshot: readonly Manifest[], pods: readonly Manifest[]): AsyncGenerator<Recorded> {
  const rank = ({ kind }: Manifest): number => (first.includes(kind) ? first.indexOf(kind) : first.length);
  const all = [...snapshot].sort((a, b) => rank(a) - rank(b));
  for (const namespace of namespacesOf([...snapshot, ...pods])) await prepare(kubectl, namespace);
  for (const manifest of all) await make(kubectl, manifest);
  for (const pod of pods) yield await decide(kubectl, await make(kubectl, pod) as unknown as Pod);
}

const metadataOf = ({ object }: Manifest): Fields => (object.metadata ?? {}) as Fields;

const namespacesOf = (manifests: readonly Manifest[]): Set<string> =>
  new Set(manifests.map((manifest) => metadataOf(manifest).namespace ?? (manifest.kind === 'Pod' ? 'default' : undefined)).filter((name): name is string => typeof name === 'string'));

/** Controllers would make the account that pods run as. */
async function prepare(kubectl: Kubectl, name: string): Promise<void> {
  await createUnlessThere(kubectl, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  await createUnlessThere(kubectl, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } });
}

async function createUnlessThere(kubectl: Kubectl, object: object): Promise<void> {
  const { code, stderr } = await kubectl.try(['create', '-f', '-'], { input: JSON.stringify(object) });
  if (code !== 0 && !stderr.includes('AlreadyExists')) throw new Error(stderr);
}

/** What is there already stays as it is; what has a status gets it. */
async function make(kubectl: Kubectl, { object, at }: Manifest): Promise<Fields> {
  const { name, namespace, labels, annotations } = (object.metadata ?? {}) as Fields;
  const input = JSON.stringify({ ...object, metadata: { name, namespace, labels, annotations } });
  const { code, stdout, stderr } = await kubectl.try(['create', '-o', 'json', '-f', '-'], { input });
  if (code !== 0 && !stderr.includes('AlreadyExists')) throw new Error(`${at}: ${stderr}`);
  if (object.kind === 'PodDisruptionBudget') await kubectl.run('patch', 'pdb', String(name), '-n', String(namespace ?? 'default'), '--subresource=status', '--type=merge', '-p', JSON.stringify({ status: object.status }));
  return code === 0 ? JSON.parse(stdout) as Fields : object;
}

/** Until it has a node, or is told that there is none and none is kept for it. */
async function decide(kubectl: Kubectl, { metadata: { name, namespace } }: Pod): Promise<Recorded> {
  const preempted = new Set<string>();
  for (;;) {
    const { items } = await kubectl.json<{ readonly items: readonly Pod[] }>('get', 'pods', '-A');
    const pod = items.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
    if (!pod) throw new Error(`${namespace}/${name} is gone`);
    const rest = preempted.size ? { preempted: [...preempted].sort() } : {};
    if (pod.spec.nodeName) return { pod: `${namespace}/${name}`, node: pod.spec.nodeName, ...rest };
    const leaving = items.filter(({ metadata }) => metadata.deletionTimestamp);
    // Nobody is there who would end them.
    for (const { metadata } of leaving) {
      preempted.add(`${metadata.namespace}/${metadata.name}`);
      await kubectl.try(['delete', 'pod', metadata.name, '-n', metadata.namespace, '--force', '--grace-period=0']);
    }
    const refused = pod.status.conditions?.find(({ type, status, reason }) => type === 'PodScheduled' && status === 'False' && reason === 'Unschedulable');
    if (refused && !leaving.length && !pod.status.nominatedNodeName) return { pod: `${namespace}/${name}`, reason: refused.message ?? '' };
  }
}
