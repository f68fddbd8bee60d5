/** Nodes, in both forms. A node has one condition in the document and one for each aspect in Kubernetes. */
import type { core } from '../../../../api';
import { BadValue } from '../shape';
import type { Node, NodeStatus } from '../objects/node';
import { amountIn, annotated, annotationOf, ipAnnotation, storedMeta, usageAnnotations, withSentMeta, writtenMeta } from './metadata';

/** The document's nodes do not say how much they have: as much as simulated ones. */
const capacity = { cpu: '8', memory: '32Gi', 'ephemeral-storage': '100Gi', pods: '110' } as const;

/** Of a node that was registered and has not said how it is: without it the taint would be taken away again, as nothing speaks for it. */
const unreported: core.NodeCondition = { type: 'Ready', status: 'False', reason: 'NodeStatusNeverReported', message: 'The node has not said how it is.' };

/** The status that is sent is the server's to know (§2.1); what a node is registered with is its address. */
export function storedNode({ metadata = {}, ip }: Node): core.Node {
  const node: core.Node = {
    // Until it says that it is ready, pods go elsewhere (kubernetes plugin/pkg/admission/nodetaint).
    apiVersion: 'v1', kind: 'Node', metadata: storedMeta(metadata), spec: { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] },
    status: { addresses: addressed([], { InternalIP: ip, Hostname: metadata.name }), capacity, allocatable: capacity, conditions: [unreported] },
  };
  return annotated(node, { [ipAnnotation]: ip || undefined });
}

export function writtenNode(node: core.Node, pods?: number): Node {
  const { labels, annotations, name, uuid } = writtenMeta(node.metadata);
  return {
    apiVersion: 'v1', kind: 'Node', metadata: { name, uuid, labels, annotations },
    ip: annotationOf(node, ipAnnotation) ?? addressOf(node, 'InternalIP'),
    status: statusOf(node, pods),
  };
}

const numberAt = (node: core.Node, annotation: string): number | undefined => amountIn(annotationOf(node, annotation));

const addressOf = ({ status }: core.Node, type: string): string | undefined => status.addresses?.find((each) => each.type === type)?.address;

/** Of pods that nobody has counted, there are as many as are bound to it. */
const statusOf = (node: core.Node, pods?: number): NodeStatus => ({
  hostname: addressOf(node, 'Hostname'),
  ip: addressOf(node, 'InternalIP'),
  condition: conditionOf(node),
  cpuPercent: numberAt(node, usageAnnotations.cpu),
  memPercent: numberAt(node, usageAnnotations.mem),
  numPods: numberAt(node, usageAnnotations.pods) ?? pods,
  updateTime: annotationOf(node, usageAnnotations.updated) ?? node.status.conditions?.find(({ type }) => type === 'Ready')?.lastHeartbeatTime ?? undefined,
});

const pressures = ['DiskPressure', 'MemoryPressure', 'PIDPressure', 'NetworkUnavailable'] as const;

/** What troubles a node that is ready comes first. */
function conditionOf({ status: { conditions = [] } }: core.Node): string {
  const ready = conditions.find(({ type }) => type === 'Ready');
  if (!ready || ready.reason === unreported.reason) return '';
  const isTrue = (type: string): boolean => conditions.some((each) => each.type === type && each.status === 'True');
  if (!isTrue('Ready')) return 'Unknown';
  return pressures.find(isTrue) ?? 'Ready';
}

export const replaceNode = (current: core.Node, { metadata }: Node): core.Node => withSentMeta(current, metadata);

export function reportNode(current: core.Node, sent: NodeStatus, now: string): core.Node {
  const { hostname, ip, condition, cpuPercent, memPercent, numPods } = sent;
  for (const [name, amount = 0] of Object.entries({ cpuPercent, memPercent, numPods })) if (amount < 0) throw new BadValue(`status.${name}`, 'must not be negative');
  const reported: core.Node = { ...current, status: {
    ...current.status,
    addresses: addressed(current.status.addresses ?? [], { InternalIP: ip, Hostname: hostname }),
    ...(condition && { conditions: conditioned(current.status.conditions ?? [], condition, now) }),
  } };
  return annotated(reported, {
    [usageAnnotations.updated]: now,
    ...(cpuPercent !== undefined && { [usageAnnotations.cpu]: String(cpuPercent) }),
    ...(memPercent !== undefined && { [usageAnnotations.mem]: String(memPercent) }),
    ...(numPods !== undefined && { [usageAnnotations.pods]: String(numPods) }),
  });
}

/** With those that are said. */
function addressed(addresses: readonly core.NodeAddress[], said: Readonly<Record<string, string | undefined>>): core.NodeAddress[] {
  const given = Object.entries(said).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const kept = addresses.map((each) => { const [, address] = given.find(([type]) => type === each.type) ?? []; return address === undefined ? each : { ...each, address }; });
  return [...kept, ...given.filter(([type]) => !addresses.some((each) => each.type === type)).map(([type, address]) => ({ type, address }))];
}

function conditioned(conditions: readonly core.NodeCondition[], condition: string, now: string): core.NodeCondition[] {
  const pressure = pressures.find((each) => each === condition);
  if (!pressure && condition !== 'Ready' && condition !== 'Unknown') throw new BadValue('status.condition', `unknown condition ${JSON.stringify(condition.slice(0, 64))}`);
  const ready = condition === 'Unknown' ? 'Unknown' : 'True';
  const wanted = new Map<string, core.NodeCondition['status']>([['Ready', ready]]);
  for (const each of pressures) if (each === pressure || conditions.some(({ type }) => type === each)) wanted.set(each, each === pressure ? 'True' : 'False');
  const untouched = conditions.filter(({ type }) => !wanted.has(type));
  return [...untouched, ...[...wanted].map(([type, status]) => {
    const before = conditions.find((each) => each.type === type);
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime : now;
    return { type, status, lastHeartbeatTime: now, lastTransitionTime, reason: type === 'Ready' ? 'KubeletReported' : `Kubelet${type}`, message: 'reported through the minik8s API' };
  })];
}
