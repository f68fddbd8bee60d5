/** Applications as the document shows them (section 5.12 of its specification). */
import type { BcsApplication } from '../../kinds/bcs/bcsapplications';
import type * as core from '../../schema/types/core.v1';
import { bcsNameOf, soundDefinition, statusOf } from '../application';
import { taskgroupId } from '../ids';
import { runs } from '../statuses';
import { taskgroupOf, type Taskgroup } from '../taskgroup';
import { objectMeta, seconds } from './meta';
import { kindOf } from './versions';

/** Those that one is told of: not the ones that wait for another to go. */
export const isTold = ({ id, gated }: Taskgroup): boolean => id !== undefined && !gated;

/** They have been built: an agent has them. */
const isBuilt = (taskgroup: Taskgroup): boolean => isTold(taskgroup) && taskgroup.bound;

const subStatuses = { Up: 'RollingUpdateUp', Down: 'RollingUpdateDown' } as const;

const oldest = (a: Taskgroup, b: Taskgroup): number => (a.id?.index ?? 0) - (b.id?.index ?? 0) || (BigInt(a.id?.nanos ?? 0) < BigInt(b.id?.nanos ?? 0) ? -1 : 1);

/** In the order of their indices. */
const builtOf = (pods: readonly core.Pod[], nodeLost: (pod: core.Pod) => boolean): readonly Taskgroup[] =>
  pods.map((pod) => taskgroupOf(pod, { nodeLost: nodeLost(pod) })).filter(isBuilt).sort(oldest);

/** `pods`: of it, in whatever order. */
export function applicationRecord(application: BcsApplication, pods: readonly core.Pod[], nodeLost: (pod: core.Pod) => boolean): object {
  const { metadata, spec, status = {} } = application;
  const { name, namespace } = bcsNameOf(application);
  const definition = soundDefinition(spec);
  const built = builtOf(pods, nodeLost);
  const created = seconds(Date.parse(metadata.creationTimestamp ?? '') || 0);
  const current = statusOf(application);
  return {
    Kind: kindOf({ spec: { kind: spec.kind, template: definition?.spec.template } }), ID: name, Name: name, ObjectMeta: objectMeta(name, namespace, definition?.metadata ?? { labels: {}, annotations: {} }),
    DefineInstances: spec.defined ?? spec.instances, Instances: built.length, RunningInstances: built.filter((taskgroup) => runs(taskgroup.status)).length, RunAs: namespace, ClusterId: spec.cluster ?? '0',
    Status: current, SubStatus: spec.rolling ? subStatuses[spec.rolling] : status.subStatus ?? 'Unknown',
    LastStatus: (current === status.status ? status.lastStatus : status.status) ?? '',
    Created: created, UpdateTime: status.updateTime ?? created, Mode: '', LastUpdateTime: status.lastUpdateTime ?? created, Message: status.message ?? '',
    Pods: built.flatMap(({ id }) => (id ? [{ name: taskgroupId(id) }] : [])),
  };
}
