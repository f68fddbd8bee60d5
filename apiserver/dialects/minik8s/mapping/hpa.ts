/** Hpa, in both forms: api/minik8s/hpa.ts says how it is kept. */
import { documentHpa, type autoscalingV2 } from '../../../../api';
import { BadValue } from '../shape';
import type { Hpa, HpaStatus } from '../objects/hpa';
import { annotated, recallObject, recallStatus, rememberObject, rememberStatus, storedMeta, withSentMeta, writtenMeta } from './metadata';

type Stored = autoscalingV2.HorizontalPodAutoscaler;
type Spec = NonNullable<Hpa['spec']>;

const nanosecondsPerMs = 1e6;

const targetKinds: Readonly<Record<string, { apiVersion: string; kind: string }>> = { replicaset: { apiVersion: 'apps/v1', kind: 'ReplicaSet' }, pod: { apiVersion: 'minik8s.io/v1', kind: 'Pod' } };

/** Far beyond any cluster, and what can still be told exactly. */
const most = 1_000_000;

function sensible(at: string, amounts: Readonly<Record<string, number>>): void {
  for (const [name, amount] of Object.entries(amounts)) if (amount < 0 || amount > most) throw new BadValue(`${at}.${name}`, `must be from 0 to ${most}`);
}

/** What is scaled for Kubernetes; here the selector says whose pods are meant. */
function targetOf({ workload: { kind = 'Pod', metadata = {} } = {} }: Spec, name: string): autoscalingV2.CrossVersionObjectReference {
  return { ...(targetKinds[kind.toLowerCase()] ?? { apiVersion: 'minik8s.io/v1', kind }), name: metadata.name || name };
}

export function storedHpa({ metadata = {}, spec = {} }: Hpa): Stored {
  const hpa = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: storedMeta(metadata), spec: {}, status: { desiredReplicas: 0, currentMetrics: null } } as unknown as Stored;
  return withSpec(hpa, spec);
}

function withSpec(hpa: Stored, spec: Spec): Stored {
  const { minReplicas = 0, maxReplicas = 0, adjustInterval = 0, selector: { matchLabels = {} } = {}, metrics: { cpuPercent = 0, memPercent = 0 } = {} } = spec;
  sensible('spec', { minReplicas, maxReplicas, 'metrics.cpuPercent': cpuPercent, 'metrics.memPercent': memPercent });
  const kept = documentHpa.keptHpa({ minReplicas, maxReplicas, adjustIntervalMs: adjustInterval / nanosecondsPerMs, matchLabels, cpuPercent, memPercent });
  const made: Stored = annotated({ ...hpa, spec: { ...hpa.spec, ...kept.spec, scaleTargetRef: targetOf(spec, hpa.metadata.name ?? '') } }, kept.annotations);
  return rememberObject(made, { spec }, { spec: specOf(made) });
}

function specOf(hpa: Stored): Spec {
  const { minReplicas, maxReplicas, adjustIntervalMs, matchLabels, cpuPercent, memPercent } = documentHpa.documentHpaOf(hpa);
  const { kind, name } = hpa.spec.scaleTargetRef;
  return {
    minReplicas, maxReplicas, adjustInterval: adjustIntervalMs * nanosecondsPerMs,
    workload: { apiVersion: 'v1', kind: kind === 'ReplicaSet' ? 'Replicaset' : kind, metadata: { name, namespace: hpa.metadata.namespace } },
    selector: { matchLabels }, metrics: { cpuPercent, memPercent },
  };
}

export function writtenHpa(hpa: Stored): Hpa {
  const { spec } = recallObject(hpa, { spec: specOf(hpa) });
  return { apiVersion: 'v1', kind: 'Hpa', metadata: writtenMeta(hpa.metadata), spec, status: recallStatus(hpa, statusOf(hpa)) };
}

function statusOf({ status: { currentReplicas, currentMetrics } }: Stored): HpaStatus {
  const measured = (name: string) => currentMetrics?.find(({ resource }) => resource?.name === name)?.resource?.current;
  const cpu = measured('cpu')?.averageValue;
  return { currentReplicas, curCPUPercent: cpu === undefined ? 0 : documentHpa.coresOf(cpu), curMemPercent: (measured('memory')?.averageUtilization ?? 0) / 100 };
}

/** The members of the spec that are sent (D-14). */
export function replaceHpa(current: Stored, { metadata, spec }: Hpa): Stored {
  const hpa = withSentMeta(current, metadata);
  return spec && Object.keys(spec).length ? withSpec(hpa, { ...writtenHpa(current).spec, ...spec }) : hpa;
}

export function reportHpa(current: Stored, sent: HpaStatus): Stored {
  const merged = { ...recallStatus(current, statusOf(current)), ...sent };
  const { currentReplicas = 0, curCPUPercent = 0, curMemPercent = 0 } = merged;
  sensible('status', { currentReplicas, curCPUPercent, curMemPercent });
  const reported: Stored = { ...current, status: { ...current.status, currentReplicas, desiredReplicas: current.status.desiredReplicas, currentMetrics: documentHpa.keptMetrics(curCPUPercent, curMemPercent) } };
  return rememberStatus(reported, merged, statusOf(reported));
}
