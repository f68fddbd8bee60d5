/** A container's own health check, as probes: one tells whether it is healthy, the other ends it where the definition wants that. */
import type * as core from '../../schema/types/core.v1';
import type { HealthCheck } from '../definition';
import { localCheck, withDefaults } from '../health';
import type { TaskPort } from '../ports';
import type { Timing } from '../timing';
import { int32 } from './numbers';
import type { Part } from './part';

export function probesOf({ healthChecks }: Part, ports: readonly TaskPort[], timing: Timing): Pick<core.Container, 'readinessProbe' | 'livenessProbe'> {
  const found = localCheck(healthChecks);
  const check = found && withDefaults(found, timing);
  const handler = check && handlerOf(check, ports);
  if (!handler) return {};
  const probe = { ...handler, initialDelaySeconds: int32(check.gracePeriodSeconds), periodSeconds: int32(check.intervalSeconds), timeoutSeconds: int32(check.timeoutSeconds), successThreshold: 1 };
  return {
    readinessProbe: { ...probe, failureThreshold: 1 },
    // More failures in a row than that end it.
    ...(check.consecutiveFailures > 0 && { livenessProbe: { ...probe, failureThreshold: int32(check.consecutiveFailures + 1) } }),
  };
}

/** Undefined: there is nothing that a probe could ask, such as a port that only the agent knows. */
function handlerOf({ type, command, http, tcp }: HealthCheck, ports: readonly TaskPort[]): core.ProbeHandler | undefined {
  if (type === 'COMMAND') return command?.value ? { exec: { command: ['/bin/sh', '-c', command.value] } } : undefined;
  const check = type === 'HTTP' ? http : tcp;
  const port = check && portOf(check, ports);
  if (!port) return undefined;
  if (type === 'TCP') return { tcpSocket: { port } };
  return { httpGet: { path: http?.path || '/', port, scheme: http?.scheme.toUpperCase() === 'HTTPS' ? 'HTTPS' : 'HTTP' } };
}

/** By the name of a port of the container, else the number. */
function portOf({ port, portName }: { readonly port: number; readonly portName: string }, ports: readonly TaskPort[]): number | undefined {
  const number = (portName && ports.find(({ name }) => name === portName)?.containerPort) || port;
  return number > 0 && number <= 65_535 ? number : undefined;
}
