/** What nobody can begin or finish any more has failed: no task of a command is under way for ever. */
import { bcsRules, type bcs, type core } from '../../../api';

/** The pod of a command's taskgroup; undefined: nobody has looked. */
export type Seen = (name: string) => core.Pod | 'gone' | undefined;

const goneMessage = 'taskgroup is gone';
const unheardMessage = 'nothing is heard of the agent';

/** An agent ends what takes longer, and is given a little more to say so. */
const deadline = ({ begun }: bcs.CommandedTask, { metadata: { creationTimestamp = '' } }: bcs.BcsCommand, { commands: { life }, ticks }: bcsRules.Timing): number =>
  (begun ?? Date.parse(creationTimestamp)) + life + ticks.commands;

const failed = (task: bcs.CommandedTask, message: string): bcs.CommandedTask => ({ ...task, status: 'failed', message });

/** The same object where nothing has come to an end. */
export const settled = (command: bcs.BcsCommand, seen: Seen, now: number, timing: bcsRules.Timing): bcs.BcsCommand =>
  bcsRules.withTasks(command, (task, { pod: name }) => {
    if (bcsRules.isOver(task)) return task;
    if (deadline(task, command, timing) <= now) return failed(task, unheardMessage);
    // Who has begun will say how it ended.
    if (task.status === 'running') return task;
    const pod = seen(name);
    if (pod === 'gone') return failed(task, goneMessage);
    return !pod || pod.spec.nodeName ? task : failed(task, bcsRules.notRunningMessage);
  });

/** Milliseconds since 1970; Infinity: all is over. */
export const lookAgainAt = (command: bcs.BcsCommand, timing: bcsRules.Timing): number =>
  Math.min(...bcsRules.tasksOf(command).filter((task) => !bcsRules.isOver(task)).map((task) => deadline(task, command, timing)));
