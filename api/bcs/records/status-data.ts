/** What the executor reports of a container: JSON as a text (`StatusData`). */
import type * as core from '../../schema/types/core.v1';
import { taskId } from '../ids';
import type { TaskPort } from '../ports';
import type { Task } from '../taskgroup';
import { eventMessage } from './event-message';
import { given, noTime, type resource } from './meta';
import type { Placed } from './tasks';

/** Nothing was reported of what has not been there. */
export function statusData({ pod, id, template, agent }: Placed, task: Task, ports: readonly TaskPort[], amount: ReturnType<typeof resource>): string {
  const status = pod.status.containerStatuses?.find(({ name }) => name === task.container);
  if (!status?.containerID) return '';
  const { podIP = '' } = pod.status;
  const message = eventMessage(pod);
  return JSON.stringify({
    ...given({ ID: status.containerID.replace(/^[a-z]+:\/\//, ''), Name: taskId(id, task.index) }),
    StartAt: time(task.startedAt), FinishAt: time(task.finishedAt), Status: dockerStatus(status),
    ...given({
      Healthy: task.isHealthy && status.state?.running !== undefined, IsChecked: task.isChecked, ConsecutiveFailureTimes: task.failures, ExitCode: task.exitCode ?? 0,
      Hostname: pod.spec.hostname ?? pod.metadata.name ?? '', NetworkMode: template.spec.networkMode, IPAddress: podIP, NodeAddress: agent.ip,
    }),
    ...(ports.length && { Ports: ports.map((port) => portText(port, agent.ip)) }),
    ...given({ Message: task.message }), Resource: amount, ...(message && { BcsMessage: message }), ...given({ OOMKilled: task.isOomKilled }),
  });
}

const time = (ms: number | undefined): string => (ms ? new Date(ms).toISOString().replace('.000Z', 'Z') : noTime);

const dockerStatus = ({ state, lastState }: core.ContainerStatus): string => {
  if (state?.running) return 'running';
  if (state?.terminated) return 'exited';
  return lastState?.terminated ? 'restarting' : 'created';
};

const portText = ({ name, containerPort, hostPort, protocol }: TaskPort, ip: string): object =>
  ({ name, containerPort: String(containerPort), hostPort: String(Math.max(0, hostPort)), protocol, hostIP: hostPort > 0 ? ip : '' });
