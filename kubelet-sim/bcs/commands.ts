/** Commands: run in containers of the nodes that are served here. Whoever writes first that a task is running runs it, and nobody else. */
import { ApiError, bcsRules, keyOf, kinds, type bcs, type core, type ObjectKey } from '../../api';
import type { Controller, Informers } from '../../client';
import { statusOf } from '../logs/runs';
import type { ExecutorDeps } from './executor';
import { run, wordsOf } from './run';

const byPod = 'pod';

interface Begun { readonly pod: core.Pod; readonly taskgroup: string; readonly container: string; readonly at: number }

export function commandController(informers: Informers, deps: ExecutorDeps): Controller<bcs.BcsCommand> {
  const commands = informers.of(kinds.bcscommands);
  const pods = informers.of(kinds.pods).lister;
  commands.addIndex(byPod, ({ metadata: { namespace = '' }, status }) => (status?.taskgroups ?? []).map(({ pod }) => `${namespace}/${pod}`));
  const served = (namespace: string, name: string): core.Pod | undefined => {
    const pod = pods.get({ namespace, name });
    return pod && deps.world.serves(pod.spec.nodeName ?? '') ? pod : undefined;
  };

  /** Tasks of pods that are here are begun, or will never be. */
  async function begin(key: ObjectKey): Promise<readonly Begun[]> {
    let begun: Begun[] = [];
    await client(deps).update(key, (current) => {
      begun = [];
      const at = deps.clock.now();
      return bcsRules.withTasks(current, (task, { pod: name }) => {
        const pod = task.status === 'staging' ? served(key.namespace ?? '', name) : undefined;
        if (!pod) return task;
        if (!statusOf(pod, task.container)?.state?.running) return { ...task, status: 'failed', message: bcsRules.notRunningMessage };
        begun.push({ pod, taskgroup: name, container: task.container, at });
        return { ...task, status: 'running', message: bcsRules.runningMessage, begun: at };
      });
    }, { subresource: 'status' });
    return begun;
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
        for (const each of await begin(key)) void finish(deps, command, each);
      } catch (error) {
        if (!ApiError.is(error, 'NotFound')) throw error;
      }
    },
  };
}

const client = ({ client: of }: ExecutorDeps): ReturnType<typeof of.of<bcs.BcsCommand>> => of.of(kinds.bcscommands);

/** Runs it to its end, in its own time, and writes what came of it. */
async function finish(deps: ExecutorDeps, command: bcs.BcsCommand, begun: Begun): Promise<void> {
  try {
    const outcome = await outcomeOf(deps, command.spec, begun);
    await client(deps).update(keyOf(command), (current) => bcsRules.withTasks(current, (task, { pod }) =>
      (pod === begun.taskgroup && task.container === begun.container && task.status === 'running' && task.begun === begun.at ? { ...task, ...outcome } : task)), { subresource: 'status' });
  } catch (error) {
    // A command that has been deleted goes on, and nobody is told.
    if (ApiError.is(error, 'NotFound') || deps.signal.aborted) return;
    deps.log.error('a command in a simulated container failed', { command: keyOf(command), error: error instanceof Error ? error.stack : String(error) });
  }
}

async function outcomeOf(deps: ExecutorDeps, { command, env = [], user }: bcs.BcsCommandSpec, { pod, container }: Begun): Promise<Partial<bcs.CommandedTask>> {
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

const failed = (message: string): Partial<bcs.CommandedTask> => ({ status: 'failed', message });

/** 128 + SIGKILL: what runs in a container ends with it. */
const killed = 137;

function isStillThere(current: core.Pod | undefined, pod: core.Pod, container: string): boolean {
  const status = current?.metadata.uid === pod.metadata.uid ? statusOf(current as core.Pod, container) : undefined;
  return status?.state?.running !== undefined && status.containerID === statusOf(pod, container)?.containerID;
}
