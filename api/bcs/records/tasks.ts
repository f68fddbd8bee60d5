/** Tasks as the document shows them (section 5.14 of its specification). */
import type * as core from '../../schema/types/core.v1';
import type { ApplicationDefinition, HealthCheck, PodTemplate } from '../definition';
import { countedChecks, isLocal, localCheck, withDefaults } from '../health';
import { healthReports, type ContainerHealth } from '../health-reports';
import { taskId, type TaskgroupId } from '../ids';
import { isContainer, partsOf, type Part } from '../pod/part';
import { filledWithKnown, placeholdersOf, type Placeholder } from '../pod/placeholders';
import { isHostNetwork, portsOf, type TaskPort } from '../ports';
import { requestIpLabel } from '../request-ips';
import { limitsOf, requestsOfEach } from '../resources';
import type { Task, Taskgroup } from '../taskgroup';
import type { Timing } from '../timing';
import { labelsOf } from '../pod';
import { dataClass, environmentMap, isForced, parametersOf, processInfo, volumesOf } from './containers';
import { healthCheck, killPolicy, netLimit, resource, seconds } from './meta';
import { statusData } from './status-data';

/** Of whom it is: where, from what, and how it is. */
export interface Placed {
  readonly pod: core.Pod;
  readonly id: TaskgroupId;
  readonly taskgroup: Taskgroup;
  readonly definition: ApplicationDefinition;
  readonly template: PodTemplate;
  readonly kind: string;
  readonly agent: AgentNames;
  readonly timing: Timing;
}

export interface AgentNames {
  readonly id: string;
  readonly hostname: string;
  readonly ip: string;
}

export const taskRecords = (placed: Placed): readonly object[] => {
  const requests = requestsOfEach(placed.template);
  const ports = portsOf(placed.pod);
  return placed.taskgroup.tasks.flatMap((task, i) => {
    const part = partsOf(placed.template)[i];
    return part ? [taskRecord(placed, task, part, ports[i] ?? [], resource(requests[i] ?? { cpu: 0, memory: 0, disk: 0 }))] : [];
  });
};

function taskRecord(placed: Placed, task: Task, part: Part, ports: readonly TaskPort[], requested: ReturnType<typeof resource>): object {
  const { id, kind, definition, template, agent, timing, taskgroup } = placed;
  const name = taskId(id, task.index);
  const checks = countedChecks(part.healthChecks);
  const container = isContainer(part) ? part : undefined;
  const resolved = placeholdersOf(id, task.index, ports).map(({ key, value }): Placeholder => ({ key, value: typeof value === 'string' ? value : key === 'bcs.hostip' ? agent.ip : '0' }));
  return {
    Kind: kind, ID: name, Name: `${id.nanos}-${name}`, Hostame: container?.hostname ?? '', Command: container?.command ?? '', Arguments: container?.args ?? [], Image: container?.image ?? '',
    ImagePullUser: container?.imagePullUser ?? '', ImagePullPasswd: container?.imagePullPasswd ?? '', Network: isHostNetwork(template) ? 'HOST' : template.spec.networkMode,
    NetworkType: container ? template.spec.networkType : '',
    PortMappings: ports.map((port) => ({ ContainerPort: port.containerPort, HostPort: Math.max(0, port.hostPort), Name: port.name, Protocol: port.protocol })),
    Privileged: container?.privileged ?? false, Parameters: container ? parametersOf(container) : [], ForcePullImage: container ? isForced(container) : false,
    Volumes: container ? volumesOf(container) : [],
    Env: environmentMap(part.env.map((each) => ({ name: filledWithKnown(each.name, resolved), value: filledWithKnown(each.value, resolved) }))),
    Labels: labels(definition, id.index, container !== undefined),
    DataClass: container ? dataClass(container, template) : { Resources: requested, LimitResources: resource(limitsOf(part.resources)), ExtendedResources: [], Msgs: [], NetLimit: null, ProcInfo: isContainer(part) ? null : processInfo(part) },
    Cpuset: false, HealthChecks: checks.map((check) => healthCheck(withDefaults(check, timing))),
    HealthCheckStatus: checks.map((check) => checkStatus(check, task, healthReports(placed.pod)[task.container]?.remote)),
    Healthy: task.isHealthy, IsChecked: task.isChecked, ConsecutiveFailureTimes: task.failures, LocalMaxConsecutiveFailures: localCheck(checks)?.consecutiveFailures ?? 0,
    OfferId: '', AgentId: agent.id, AgentHostname: agent.hostname, AgentIPAddress: agent.ip,
    Status: task.status, LastStatus: task.lastStatus, UpdateTime: seconds(task.updatedAt), StatusData: statusData(placed, task, ports, requested),
    AppId: id.application, RunAs: id.namespace, KillPolicy: killPolicy(definition), Uris: [], LastUpdateTime: seconds(taskgroup.heardAt), Message: task.message, NetLimit: netLimit(template.spec.netLimit),
  };
}

/** What a checker elsewhere has reported counts for its own check alone. */
const checkStatus = (check: HealthCheck, task: Task, remote: ContainerHealth['remote'] | undefined): object =>
  ({ type: check.type, ...(remote?.[check.type] ?? { result: isLocal(check) ? task.isHealthy : true, message: checkMessages[check.type] ?? '' }) });

const checkMessages: Readonly<Record<string, string>> = {
  COMMAND: 'command check by executor', HTTP: 'http check by executor', TCP: 'tcp check by executor',
  REMOTE_HTTP: 'remote http check, not reported', REMOTE_TCP: 'remote tcp check, not reported',
};

/** Those of the version and, of containers, the application's annotations. The address that is asked for loses its number. */
function labels(definition: ApplicationDefinition, index: number, withAnnotations: boolean): Record<string, string> {
  const own = `${requestIpLabel}.${index}`;
  const all = { ...labelsOf(definition), ...(withAnnotations && definition.metadata.annotations) };
  return Object.fromEntries(Object.entries(all).map(([key, value]) => (key === own ? [requestIpLabel, value.replaceAll(' ', '').split('|')[0]!] : [key, value])));
}
