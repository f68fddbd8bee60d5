/** `kubectl get nodes`. */
import type { Column } from '../../../definition';
import type * as core from '../../../schema/types/core.v1';
import { ageColumn, column, nameColumn, none, wideColumn } from '../../columns';

const unknown = '<unknown>';

export const nodeColumns: readonly Column<core.Node>[] = [
  nameColumn(),
  column('Status', 'Whether the node is ready and takes new pods.', status),
  column('Roles', 'Roles that labels give the node.', roles),
  ageColumn(),
  column('Version', 'Version of the kubelet.', ({ status: { nodeInfo } }) => nodeInfo?.kubeletVersion ?? ''),
  wideColumn('Internal-IP', 'Address inside the cluster.', (node) => addressOf(node, 'InternalIP')),
  wideColumn('External-IP', 'Address that can be reached from outside.', (node) => addressOf(node, 'ExternalIP')),
  wideColumn('OS-Image', 'Operating system.', ({ status: { nodeInfo } }) => nodeInfo?.osImage || unknown),
  wideColumn('Kernel-Version', 'Kernel of the operating system.', ({ status: { nodeInfo } }) => nodeInfo?.kernelVersion || unknown),
  wideColumn('Container-Runtime', 'Runtime of the containers, and its version.', ({ status: { nodeInfo } }) => nodeInfo?.containerRuntimeVersion || unknown),
];

function status({ spec, status: { conditions } }: core.Node): string {
  const ready = conditions?.find(({ type }) => type === 'Ready');
  const word = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown';
  return spec.unschedulable ? `${word},SchedulingDisabled` : word;
}

const rolePrefix = 'node-role.kubernetes.io/';

function roles({ metadata: { labels = {} } }: core.Node): string {
  const prefixed = Object.keys(labels).filter((key) => key.startsWith(rolePrefix)).map((key) => key.slice(rolePrefix.length));
  const all = new Set([...prefixed, labels['kubernetes.io/role'] ?? ''].filter(Boolean));
  return [...all].sort().join(',') || none;
}

const addressOf = ({ status: { addresses } }: core.Node, wanted: string): string => addresses?.find(({ type }) => type === wanted)?.address ?? none;
