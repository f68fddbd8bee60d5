/** What has been found of the health of a pod's containers, as it stands on the pod (`marks.healthAnnotation`): by its agent, and by checkers elsewhere. */
import { flag, integer, record, text, type Of } from '../go-json';
import type * as core from '../schema/types/core.v1';
import { parseTaskgroupId, taskgroupId, taskId } from './ids';
import { healthAnnotation } from './marks';
import { DefinitionFault, readAs, struct } from './reading';

const health = struct('Health', {
  /** The run of the container that the agent has looked at; '': it has not. */
  run: text,
  healthy: flag,
  /** In a row. */
  failures: integer('int'),
  /** By the type of the check. */
  remote: record(struct('RemoteHealth', { result: flag, message: text })),
});

export type ContainerHealth = Of<typeof health>;

const all = record(health);

const report = struct('HealthCheckResult', { id: text, type: text, status: flag, message: text });

/** What a checker elsewhere says of a task. `json`: well-formed. Throws DefinitionFault. */
export const readHealthReport = (json: string): Of<typeof report> => readAs(report, json);

/** Checks that others carry out. */
export const isRemoteCheck = (type: string): boolean => type === 'REMOTE_HTTP' || type === 'REMOTE_TCP';

/** By container. What somebody else has written there is nothing. */
export function healthReports({ metadata: { annotations } }: Pick<core.Pod, 'metadata'>): Readonly<Record<string, ContainerHealth>> {
  const kept = annotations?.[healthAnnotation];
  if (!kept) return {};
  try {
    JSON.parse(kept);
    return readAs(all, kept);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof DefinitionFault) return {};
    throw error;
  }
}

/** The pod with another report of a container; the same one where that says nothing new. */
export function withHealthReport(pod: core.Pod, container: string, report: Partial<ContainerHealth>): core.Pod {
  const { metadata } = pod;
  const reports = healthReports(pod);
  const told = JSON.stringify({ ...reports, [container]: { ...health.zero, ...reports[container], ...report } });
  return told === metadata.annotations?.[healthAnnotation] ? pod : { ...pod, metadata: { ...metadata, annotations: { ...metadata.annotations, [healthAnnotation]: told } } };
}

/** What the agent has found of the container's present run; undefined: it has not looked. */
export function localHealth(pod: core.Pod, { name, containerID }: Pick<core.ContainerStatus, 'name' | 'containerID'>): ContainerHealth | undefined {
  const found = healthReports(pod)[name];
  return found?.run && found.run === containerID ? found : undefined;
}

/** The taskgroup of a task, and the number of the task in it: `1547025443000246455.0.0.testapp.test.10001`. */
export function taskgroupOfTask(task: string): { readonly taskgroup: string; readonly index: number } | undefined {
  const [nanos, container, ...rest] = task.split('.');
  const id = parseTaskgroupId([...rest, nanos].join('.'));
  const index = Number(container);
  return id && taskId(id, index) === task ? { taskgroup: taskgroupId(id), index } : undefined;
}
