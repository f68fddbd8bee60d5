/** Commands: run in containers of the nodes that are served here. Whoever writes first that a task is running runs it, and nobody else. */
import { ApiError, bcsRules, keyOf, kinds, type bcs, type core, type ObjectKey } from '../../api';
import type { Controller, Informers } from '../../client';
import { statusOf } from '../logs/runs';
import type { ExecutorDeps } from './executor';
import { Outcomes, type Begun, type Outcome } from './outcomes';
import { run, wordsOf } from './run';

const byPod = 'pod';

interface Started { readonly pod: core.Pod; readonly begun: Begun }

export function commandController(informers: Informers, deps: ExecutorDeps): Controller<bcs.BcsCommand> {
  const commands = informers.of(kinds.bcscommands);
  const pods = informers.of(kinds.pods).lister;
  const outcomes = new Outcomes(deps);
  commands.addIndex(byPod, ({ metadata: { namespace = '' }, status }) => (status?.taskgroups ?? []).map(({ pod }) => `${namespace}/${pod}`));
  const served = (namespace: string, name: string): core.Pod | undefined => {
    const pod = pods.get({ namespace, name });
    return pod && deps.world.serves(pod.spec.nodeName ?? '') ? pod : undefined;
  };

  /** Tasks of pods that are here are begun, or will never be. */
  async function begin(key: ObjectKey): Promise<readonly Started[]> {
    let started: Started[] = [];
    await deps.client.of(kinds.bcscommands).update(key, (current) => {
      started = [];
      const at = deps.clock.now();
      return bcsRules.withTasks(current, (task, { pod: name }) => {
        const pod = task.status === 'staging' ? served(key.namespace ?? '', name) : undefined;
        if (!pod) return task;
        if (!statusOf(pod, task.container)?.state?.running) return { ...task, status: 'failed', message: bcsRules.notRunningMessage };
        started.push({ pod, begun: { pod: name, container: task.container, at } });
        return { ...task, status: 'running', message: bcsRules.runningMessage, begun: at };
      });
    }, { subresource: 'status' });
    return started;
  }

  /** Runs it to its end, in its own time. */
  async function finish(command: bcs.BcsCommand, { pod, begun }: Started): Promise<void> {
    try {
      outcomes.add(keyOf(command), begun, await outcomeOf(deps, command.spec, pod, begun.container));
    } catch (error) {
      if (!deps.signal.aborted) deps.log.error('a command in a simulated container failed', { command: keyOf(command), error: error instanceof Error ? error.stack : String(error) });
      outcomes.add(keyOf(command), begun, failed('command could not be run'));
    }
  }

  return {
    name: 'bcs-commands',
    for: kinds.bcscommands,
    concerns: (command) => bcsRules.tasksOf(command).some(({ status }) => status === 'staging'),
    watches: [{ definition: kinds.pods, keys: ({ metadata: { namespace = '', name = '' } }) => commands.lister.byIndex(byPod, `${namespace}/${name}`).map(keyOf) }],
    async reconcile(key) {
      const command = commands.lister.get(key);
      if (!command || !(command.status?.taskgroups ?? []).some(({ pod, tasks }) => tasks.some(({ status }) => status === 'staging') && served(key.namespace ?? '', pod))) return;
      try {
        for (const each of await begin(key)) void finish(command, each);
      } catch (error) {
        if (!ApiError.is(error, 'NotFound')) throw error;
      }
    },
  };
}

async function outcomeOf(deps: ExecutorDeps, { command, env = [], user }: bcs.BcsCommandSpec, pod: core.Pod, container: string): Promise<Outcome> {
  const { life } = deps.timing.commands;
  const [late, gone] = [new AbortController(), new AbortController()];
  const timer = deps.clock.after(life, () => late.abort());
  const leave = deps.world.onChange(keyOf(pod), () => {
    if (!isStillThere(deps.world.pod(keyOf(pod)), pod, container)) gone.abort();
  });
  try {
    const result = await run(deps, pod, container, { words: wordsOf(command), env, user: user || 'root' }, AbortSignal.any([deps.signal, late.signal, gone.signal]));
    if ('fault' in result) return failed(result.fault);
    if (deps.signal.aborted) return failed('command was ended: its agent has stopped');
    if (late.signal.aborted) return failed(`command was ended after ${life / 1000} s`);
    return { status: 'finish', message: 'command finished', commInspect: gone.signal.aborted ? { ...result, exitCode: killed } : result };
  } finally {
    timer.cancel();
    leave();
  }
}

const failed = (message: string): Outcome => ({ status: 'failed', message });

/** 128 + SIGKILL: what runs in a container ends with it. */
const killed = 137;

function isStillThere(current: core.Pod | undefined, pod: core.Pod, container: string): boolean {
  const status = current?.metadata.uid === pod.metadata.uid ? statusOf(current as core.Pod, container) : undefined;
  return status?.state?.running !== undefined && status.containerID === statusOf(pod, container)?.containerID;
}
