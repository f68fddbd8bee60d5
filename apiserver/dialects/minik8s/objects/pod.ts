/** Pods. */
import { kinds, type core } from '../../../../api';
import { reportPod, replacePod, storedPod, writtenPod } from '../mapping/pod';
import { flag, integer, legacy, list, number, struct, text, time, type Of } from '../shape';
import { header, podSpec } from './common';
import { entity } from './entity';

const containerState = struct({
  status: legacy('Status', text), running: legacy('Running', flag), paused: legacy('Paused', flag), restarting: legacy('Restarting', flag), oomKilled: legacy('OOMKilled', flag), dead: legacy('Dead', flag),
  pid: legacy('Pid', integer), exitCode: legacy('ExitCode', integer), error: legacy('Error', text), startedAt: legacy('StartedAt', time), finishedAt: legacy('FinishedAt', time),
});
export type ContainerState = Of<typeof containerState>;

const podStatus = struct({ podIP: text, phase: text, containerStatuses: list(containerState), lastUpdateTime: time, cpuPercent: number, memPercent: number });
export type PodStatus = Of<typeof podStatus>;

const shape = struct({ ...header, spec: podSpec, status: podStatus });
export type Pod = Of<typeof shape>;

export const pod = entity<core.Pod, Pod, PodStatus>({
  kind: 'Pod', definition: kinds.pods, shape, statusShape: podStatus,
  texts: {
    unparsable: 'parser pod failed', nameEmpty: 'pod name is empty', exists: 'pod name has exist', missing: 'pod not found',
    created: 'create pod success', updated: 'update pod success', reported: 'update pod success',
  },
  toStored: storedPod, fromStored: writtenPod, replace: replacePod, report: reportPod,
});
