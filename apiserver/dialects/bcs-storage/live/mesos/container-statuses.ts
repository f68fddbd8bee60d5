/** Tasks of a taskgroup, which are containers of its pod, as the original's watcher reports them. */
import { milliValue, unitValue, type core } from '../../../../../api';
import { timeOf, type TaskRecord } from './reported';

export const containerStatuses = ({ spec, status }: core.Pod, tasks: readonly TaskRecord[]): readonly object[] =>
  tasks.map((task, i) => {
    const container = spec.containers[i];
    return statusOf(task, container?.resources ?? {}, status.containerStatuses?.find(({ name }) => name === container?.name));
  });

function statusOf(task: TaskRecord, resources: core.ResourceRequirements, of: core.ContainerStatus | undefined): object {
  const { running, terminated } = of?.state ?? {};
  return {
    name: task.Name, containerID: of?.containerID?.replace(/^[a-z]+:\/\//, '') ?? '', restartCount: of?.restartCount ?? 0,
    status: task.Status, lastStatus: task.LastStatus, exitcode: terminated?.exitCode ?? 0, image: task.Image, message: task.Message,
    startTime: running?.startedAt ?? terminated?.startedAt ?? timeOf(0), lastUpdateTime: timeOf(task.UpdateTime), finishTime: terminated?.finishedAt ?? timeOf(0),
    healCheckStatus: task.HealthCheckStatus,
    containerPort: task.PortMappings.map(({ Name: name, ContainerPort: containerPort, HostPort: hostPort, Protocol: protocol }) => ({ name, containerPort, hostPort, protocol })),
    command: task.Command, args: task.Arguments, volumes: task.Volumes.map(({ ContainerPath: containerPath, HostPath: hostPath, Mode: mode }) => ({ containerPath, hostPath, mode })),
    networkMode: task.Network, labels: task.Labels, resources: amounts(resources), env: task.Env,
  };
}

const mebi = 2 ** 20;

/** As they are now. Six digits behind the point, as Go's strconv.FormatFloat was told. */
function amounts({ limits = {}, requests = {} }: core.ResourceRequirements): object {
  const text = (amount: number): string => amount.toFixed(6);
  const of = (list: Readonly<Record<string, string>>): object => ({
    cpu: text(milliValue(list.cpu ?? '0') / 1000), memory: text(unitValue(list.memory ?? '0') / mebi), storage: text(unitValue(list['ephemeral-storage'] ?? '0') / mebi),
  });
  return { limits: of(limits), requests: of(requests) };
}
