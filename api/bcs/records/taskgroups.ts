/** Taskgroups as the document shows them (section 5.13 of its specification). */
import type { BcsApplication } from '../../kinds/bcs/bcsapplications';
import type { BcsVersion } from '../../kinds/bcs/bcsversions';
import type * as core from '../../schema/types/core.v1';
import { agentIp } from '../agents';
import { soundDefinition } from '../application';
import { readAttributes } from '../attributes';
import type { Attribute } from '../constraints';
import type { ApplicationDefinition } from '../definition';
import { taskgroupId, taskgroupName } from '../ids';
import * as marks from '../marks';
import { amountOfQuantities, labelsOf } from '../pod';
import { neededBy, plus, type Amount } from '../resources';
import { isNodeLost, taskgroupOf, type StoppedStatus } from '../taskgroup';
import type { Timing } from '../timing';
import { isTold } from './applications';
import { eventMessage } from './event-message';
import { killPolicy, objectMeta, resource, restartPolicy, seconds } from './meta';
import { taskRecords, type AgentNames, type Placed } from './tasks';
import { kindOf } from './versions';

/** What has to be known beside the pod. */
export interface TaskgroupSource {
  readonly application: BcsApplication;
  /** The version with this id; undefined: it has gone. */
  versionOf(id: string): BcsVersion | undefined;
  nodeOf(name: string): core.Node | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly timing: Timing;
  /** How taskgroups end that were told to stop; default `Finish`. */
  readonly stopped?: StoppedStatus;
}

export interface TaskgroupRecord {
  readonly ID: string;
  readonly Taskgroup: readonly object[];
}

/** In the order of their indices; those that wait for another to go are not among them. */
export const taskgroupRecords = (pods: readonly core.Pod[], source: TaskgroupSource): readonly TaskgroupRecord[] =>
  pods.map((pod) => taskgroupRecord(pod, source)).filter((record) => record !== undefined).sort((a, b) => parseInt(a.ID, 10) - parseInt(b.ID, 10));

/** All of their tasks. */
export const tasksRecords = (pods: readonly core.Pod[], source: TaskgroupSource): readonly object[] => taskgroupRecords(pods, source).flatMap(({ Taskgroup }) => Taskgroup);

/** Undefined: nobody is told of it, or it is none. */
export function taskgroupRecord(pod: core.Pod, source: TaskgroupSource): TaskgroupRecord | undefined {
  const { application, timing, now } = source;
  const node = source.nodeOf(pod.spec.nodeName ?? '');
  const taskgroup = taskgroupOf(pod, { nodeLost: isNodeLost(pod, node, now), stopped: source.stopped });
  const { id } = taskgroup;
  const definition = soundDefinition((source.versionOf(taskgroup.version) ?? application).spec) ?? soundDefinition(application.spec);
  const template = definition?.spec.template;
  if (!id || !definition || !template || !isTold(taskgroup)) return undefined;
  const agent = agentOf(pod, node);
  const kind = kindOf(definitionKind(application, definition));
  const placed: Placed = { pod, id, taskgroup, definition, template, kind, agent, timing };
  const name = taskgroupId(id);
  const record = {
    Kind: kind, ID: name, Name: taskgroupName(id), AppID: id.application, RunAs: id.namespace,
    ObjectMeta: objectMeta(name, id.namespace, { labels: labelsOf(definition), annotations: template.metadata.annotations }),
    AgentID: agent.id, ExecutorID: taskgroup.bound ? name : '', Status: taskgroup.status, LastStatus: taskgroup.lastStatus, InstanceID: id.index,
    Taskgroup: taskRecords(placed), KillPolicy: killPolicy(definition), RestartPolicy: restartPolicy(definition), VersionName: taskgroup.version, LastUpdateTime: seconds(taskgroup.heardAt),
    Attributes: [...readAttributes(pod.metadata.annotations?.[marks.attributesAnnotation] ?? '')].map(attributeRecord), StartTime: seconds(taskgroup.startedAt), UpdateTime: seconds(taskgroup.updatedAt),
    ReschededTimes: taskgroup.restarts.times, LastReschedTime: seconds(taskgroup.restarts.last), HostName: agent.hostname, Message: taskgroup.message,
    LaunchResource: resource(neededBy(template, timing)), CurrResource: resource(takenBy(pod, timing)), BcsEventMsg: eventMessage(pod) ?? null,
  };
  return record;
}

const definitionKind = ({ spec: { kind } }: BcsApplication, { spec: { template } }: ApplicationDefinition): Parameters<typeof kindOf>[0] => ({ spec: { ...(kind && { kind }), template } });

function agentOf({ spec: { nodeName = '' }, status }: core.Pod, node: core.Node | undefined): AgentNames {
  const hostname = node?.status.addresses?.find(({ type }) => type === 'Hostname')?.address ?? nodeName;
  return { id: nodeName, hostname, ip: status.hostIP ?? (node ? agentIp(node) : '') };
}

/** What it has now, with what runs it. */
export const takenBy = ({ spec: { containers } }: core.Pod, { overhead }: Timing): Amount =>
  containers.map(({ resources }) => amountOfQuantities(resources?.requests)).reduce(plus, { cpu: 0, memory: overhead.memory, disk: overhead.disk });

/** As Mesos writes it: 0 scalar, 1 ranges, 2 set, 3 text. */
function attributeRecord([name, attribute]: readonly [string, Attribute]): object {
  if (attribute.kind === 'scalar') return { name, type: 0, scalar: { value: attribute.value } };
  if (attribute.kind === 'ranges') return { name, type: 1, ranges: { range: [] } };
  return attribute.kind === 'set' ? { name, type: 2, set: { item: attribute.items } } : { name, type: 3, text: { value: attribute.value } };
}
