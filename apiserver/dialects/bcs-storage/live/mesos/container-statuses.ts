/** Tasks of a taskgroup, which are containers of its pod, as the original's watcher reports them. */
import { bcsRules, milliValue, unitValue, type core } from '../../../../../api';
import { timeText } from './times';

export const containerStatuses = (pod: core.Pod, { tasks }: bcsRules.Taskgroup, id: bcsRules.TaskgroupId, networkMode: string): readonly object[] => {
  const ports = bcsRules.portsOf(pod);
  return pod.spec.containers.map((container, i) => statusOf(pod, container, tasks[i]!, { name: bcsRules.taskId(id, i), containerPort: ports[i] ?? [], networkMode }));
};

function statusOf({ metadata, spec, status }: core.Pod, container: core.Container, task: bcsRules.Task, about: object): object {
  const of = status.containerStatuses?.find(({ name }) => name === container.name);
  const { command = [], args = [], image, env = [], volumeMounts = [], resources = {} } = container;
  return {
    ...about,
    containerID: of?.containerID?.replace(/^[a-z]+:\/\//, '') ?? '', restartCount: of?.restartCount ?? 0,
    status: task.status, lastStatus: task.lastStatus, exitcode: task.exitCode ?? 0, image, message: task.message,
    startTime: timeText(task.startedAt), lastUpdateTime: timeText(task.updatedAt), finishTime: timeText(task.finishedAt),
    healCheckStatus: checks(container, task),
    command: command.join(' '), args, volumes: volumeMounts.map((mount) => volume(spec, mount)),
    labels: bcsRules.config.foreign(metadata.labels), resources: amounts(resources), env: Object.fromEntries(env.map(({ name, value }) => [name, value ?? ''])),
  };
}

/** The agent's own; nobody looks from elsewhere. */
const checks = ({ readinessProbe }: core.Container, { isHealthy }: bcsRules.Task): readonly object[] => {
  if (!readinessProbe) return [];
  const type = readinessProbe.httpGet ? 'HTTP' : readinessProbe.tcpSocket ? 'TCP' : 'COMMAND';
  return [{ type, result: isHealthy, message: `${type.toLowerCase()} check by executor` }];
};

const volume = ({ volumes = [] }: core.PodSpec, { name, mountPath, readOnly = false }: core.VolumeMount): object =>
  ({ containerPath: mountPath, hostPath: volumes.find((each) => each.name === name)?.hostPath?.path ?? '', mode: readOnly ? 'R' : 'RW' });

const mebi = 2 ** 20;

/** Six digits behind the point, as Go's strconv.FormatFloat was told. */
function amounts({ limits = {}, requests = {} }: core.ResourceRequirements): object {
  const text = (amount: number): string => amount.toFixed(6);
  const of = (list: Readonly<Record<string, string>>): object => ({
    cpu: text(milliValue(list.cpu ?? '0') / 1000), memory: text(unitValue(list.memory ?? '0') / mebi), storage: text(unitValue(list['ephemeral-storage'] ?? '0') / mebi),
  });
  return { limits: of(limits), requests: of(requests) };
}
