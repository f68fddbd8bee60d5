/** Another node of the same make: sizes, labels and taints, but not what has befallen the one it is like. */
import type { core } from '../../api';
import type { NodeFacts } from '../node-info';

const hostname = 'kubernetes.io/hostname';

/** Taints that Kubernetes itself puts on nodes in trouble. */
const isTrouble = ({ key }: core.Taint): boolean => key.startsWith('node.kubernetes.io/') || key.startsWith('node.cloudprovider.kubernetes.io/');

export function copyOf({ node }: NodeFacts, name: string): core.Node {
  const { labels = {} } = node.metadata;
  const taints = node.spec?.taints?.filter((taint) => !isTrouble(taint)) ?? [];
  return {
    apiVersion: 'v1', kind: 'Node',
    metadata: { name, labels: { ...labels, ...(labels[hostname] !== undefined && { [hostname]: name }) } },
    spec: { ...(taints.length && { taints }) },
    status: { capacity: node.status?.capacity, allocatable: node.status?.allocatable },
  };
}

/** The first names of this make that nobody has. */
export function freeNames(like: string, count: number, taken: (name: string) => boolean): readonly string[] {
  const names: string[] = [];
  for (let i = 1; names.length < count; i++) if (!taken(`${like}-copy-${i}`)) names.push(`${like}-copy-${i}`);
  return names;
}
