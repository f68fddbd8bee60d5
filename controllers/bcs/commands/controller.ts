/**
 * Commands of the BCS scheduler (sections 5.9 and 10.2 of the document's specification): finds out whom those mean that nobody has said it of, ends
 * what nobody can begin or finish any more, and takes them away when their time is over. Who runs them are the agents.
 */
import { bcsRules, keyOf, kinds, type bcs, type core } from '../../../api';
import type { ControllerFactory, Lister } from '../../../client';
import { dependentsOf, ifPresent, indexOwnership, uidOf } from '../../ownership';
import { lookAgainAt, settled, type Seen } from './settled';

const byPod = 'pod';

/** Timers do not reach as far as somebody may want a command to be kept. */
const dayMs = 86_400_000;

export const commandController = (timing: bcsRules.Timing): ControllerFactory => ({ client, informers, clock }) => {
  const commands = informers.of(kinds.bcscommands);
  const pods = informers.of(kinds.pods);
  const applications = informers.of(kinds.bcsapplications).lister;
  const deployments = informers.of(kinds.bcsdeployments).lister;
  indexOwnership(pods);
  commands.addIndex(byPod, ({ metadata: { namespace = '' }, status }) => (status?.taskgroups ?? []).map(({ pod }) => `${namespace}/${pod}`));

  function podsMeant({ metadata: { namespace }, spec: { commandTargetRef: { kind, name }, taskgroups } }: bcs.BcsCommand): readonly core.Pod[] {
    const deployment = kind === 'Deployment' ? deployments.get({ namespace, name: bcsRules.objectName(name) }) : undefined;
    const names = kind === 'Application' ? [name] : deployment ? bcsRules.applicationsMeant(deployment) : [];
    const all = names.flatMap((application) => podsOf(applications, pods.lister, namespace, application));
    return taskgroups?.length ? all.filter(({ metadata: { annotations } }) => taskgroups.includes(annotations?.[bcsRules.marks.taskgroupAnnotation] ?? '')) : all;
  }

  /** What is not heard of may only not have been heard of yet. */
  async function seen({ metadata: { namespace }, status }: bcs.BcsCommand): Promise<Seen> {
    const found = new Map<string, core.Pod | 'gone'>();
    for (const { pod: name, tasks } of status?.taskgroups ?? []) {
      if (tasks.every(bcsRules.isOver)) continue;
      const key = { namespace, name };
      found.set(name, pods.lister.get(key) ?? (await ifPresent(client.of(kinds.pods).get(key))) ?? 'gone');
    }
    return (name) => found.get(name);
  }

  return {
    name: 'bcs-command-controller',
    for: kinds.bcscommands,
    watches: [{ definition: kinds.pods, keys: ({ metadata: { namespace = '', name = '' } }) => commands.lister.byIndex(byPod, `${namespace}/${name}`).map(keyOf) }],
    async reconcile(key) {
      const command = commands.lister.get(key);
      if (!command || command.metadata.deletionTimestamp) return undefined;
      const until = bcsRules.keptUntil(command, timing);
      if (until <= clock.now()) {
        await ifPresent(client.of(kinds.bcscommands).delete(key, { preconditions: { uid: uidOf(command) } }));
        return undefined;
      }
      const aimed = command.status?.taskgroups ? command : withTarget(command, podsMeant(command));
      const known = await seen(aimed);
      const next = (current: bcs.BcsCommand): bcs.BcsCommand => settled(current.status?.taskgroups ? current : { ...current, status: aimed.status }, known, clock.now(), timing);
      const written = next(command) === command ? command : await ifPresent(client.of(kinds.bcscommands).update(key, next, { subresource: 'status' }));
      return written && { requeueAfterMs: Math.min(dayMs, Math.min(until, lookAgainAt(written, timing)) - clock.now()) };
    },
  };
};

export const bcsCommandController = commandController(bcsRules.timing);

function podsOf(applications: Lister<bcs.BcsApplication>, pods: Lister<core.Pod>, namespace: string | undefined, name: string): core.Pod[] {
  const application = applications.get({ namespace, name: bcsRules.objectName(name) });
  return application ? dependentsOf(pods, uidOf(application)).filter(({ spec: { schedulingGates = [] } }) => !schedulingGates.some((gate) => gate.name === bcsRules.marks.successorGate)) : [];
}

/** Who is meant is found out once. */
const withTarget = (command: bcs.BcsCommand, pods: readonly core.Pod[]): bcs.BcsCommand =>
  ({ ...command, status: { ...command.status, taskgroups: pods.map((pod) => bcsRules.commanded(pod, command.spec.commandTargetRef.image)) } });
