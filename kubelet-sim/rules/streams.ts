/** What Logs, Exec, Attach and PortForward objects say about pods, while there are any. */
import type { core } from '../../api';
import type { HostAccess } from '../host/access';
import { logFileFault } from '../host/log-files';
import { processFault } from '../host/processes';
import { loopbackTarget } from '../ports/targets';
import { streamNames, type Attach, type AttachRule, type Exec, type ExecRule, type ForwardRule, type Logs, type LogRule, type PortForward } from '../resources/streams';
import { followRules, type Followed } from './follow';
import type { Fault, JudgementContext } from './judgements';
import { PodRules, ruleFor } from './pod-rules';

/** What an object may have of this machine is looked at when somebody asks. */
export interface StreamRules {
  log(pod: core.Pod, container: string): LogRule | undefined;
  attach(pod: core.Pod, container: string): AttachRule | undefined;
  exec(pod: core.Pod, container: string): ExecRule | undefined;
  forward(pod: core.Pod, port: number): ForwardRule | undefined;
}

const nothing = (): undefined => undefined;
export const noRules: StreamRules = { log: nothing, attach: nothing, exec: nothing, forward: nothing };

type Containers = { readonly containers?: readonly string[] };
type Described = Logs | Attach | Exec | PortForward;

const containersOf = ({ containers = [] }: Containers): readonly string[] => containers;
const portsOf = ({ ports = [] }: ForwardRule): readonly number[] => ports;

/** `rules` changes with the objects until `leave` is called. */
export function followStreams(context: JudgementContext, access: HostAccess): { readonly rules: StreamRules; readonly leave: () => void } {
  const [logs, attaches, execs, forwards] = [new PodRules<LogRule>(), new PodRules<AttachRule>(), new PodRules<ExecRule>(), new PodRules<ForwardRule>()];
  const forContainer = <R extends Containers>(rules: PodRules<R>) => (pod: core.Pod, container: string): R | undefined => rules.find(pod, (all) => ruleFor(all, containersOf, container));
  const files = (...paths: readonly (string | undefined)[]): (string | undefined)[] => paths.map((path) => (path ? logFileFault(access, path) : undefined));
  const leave = [
    followRules(context, followed<Logs, LogRule>(streamNames.logs, logs, ({ spec }) => spec.logs, ({ logsFile, previousLogsFile }) => files(logsFile, previousLogsFile))),
    followRules(context, followed<Attach, AttachRule>(streamNames.attaches, attaches, ({ spec }) => spec.attaches, ({ logsFile }) => files(logsFile))),
    followRules(context, followed<Exec, ExecRule>(streamNames.execs, execs, ({ spec }) => spec.execs, ({ local }) => [local && processFault(access)])),
    followRules(context, followed<PortForward, ForwardRule>(streamNames.forwards, forwards, ({ spec }) => spec.forwards, (rule) => [forwardFault(rule, access)])),
  ];
  return {
    rules: { log: forContainer(logs), attach: forContainer(attaches), exec: forContainer(execs), forward: (pod, port) => forwards.find(pod, (all) => ruleFor(all, portsOf, port)) },
    leave: () => leave.forEach((each) => each()),
  };
}

/** Why it leads nowhere; undefined: it does. */
export function forwardFault({ command = [], target }: ForwardRule, access: HostAccess): string | undefined {
  if (command.length) return processFault(access);
  if (!target || loopbackTarget(target.address, target.port)) return undefined;
  return `nothing is sent to ${target.address}:${target.port}: ports of simulated pods are forwarded to loopback addresses alone`;
}

const followed = <T extends Described, R>(names: Followed<T>['names'], rules: PodRules<R>, listIn: (object: T) => readonly R[] | undefined, faults: (rule: R) => readonly (string | undefined)[]): Followed<T> => ({
  names,
  put(object) {
    const all = listIn(object) ?? [];
    rules.put(object, all, object.spec.selector);
    const [message] = all.flatMap(faults).filter((fault) => fault !== undefined);
    const fault: Fault | undefined = message === undefined ? undefined : { reason: 'NotAllowed', message };
    return fault;
  },
  remove: (object) => rules.remove(object),
});
