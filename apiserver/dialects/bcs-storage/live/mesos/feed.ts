/**
 * Tells what becomes of tasks as events. How far it has come is a time: what was so for a while before has been told by those who were there.
 */
import { bcsRules, type core } from '../../../../../api';
import { eventsOf, eventText } from '../../events/event';
import { startFeeding, type Desk, type Feed, type FeedDeps, type Tale } from '../feeding';
import { Sight, type Due } from '../sight';
import { observe, subjectOf, type Taskgroups } from './observed';
import { eventOf, isReported, sinceOf } from './task-events';

export const startTaskFeed = (deps: FeedDeps): Feed => startFeeding(deps, 'tasks', (desk) => new TaskTale(deps, desk));

/** Clocks of other processes are not quite the same, and Kubernetes counts in seconds. */
const slackMs = 60_000;

class TaskTale implements Tale {
  private readonly sight: Sight;
  private readonly taskgroups: Taskgroups;
  /** The statuses of a taskgroup's tasks that were told last. */
  private readonly told = new Map<string, readonly bcsRules.TaskStatus[]>();

  constructor(private readonly deps: FeedDeps, private readonly desk: Desk) {
    this.sight = new Sight(deps, (due) => this.look(due));
    this.taskgroups = observe(this.sight, (pod) => [subjectOf(pod)]);
  }

  async now(): Promise<number> {
    return this.deps.clock.now();
  }

  run(signal: AbortSignal): Promise<void> {
    return this.sight.run(signal);
  }

  begun(signal: AbortSignal): Promise<void> {
    return this.sight.begun(signal);
  }

  reached(): Promise<void> {
    return this.sight.reached();
  }

  private async look(due: Due): Promise<void> {
    for (const subject of due.keys()) await this.lookAt(subject);
    await this.desk.pace.idle();
    this.desk.position.moveTo(this.deps.clock.now());
  }

  private async lookAt(subject: string): Promise<void> {
    const pod = this.taskgroups.get(subject)?.object;
    if (!pod) {
      this.told.delete(subject);
      return;
    }
    const before = this.told.get(subject) ?? [];
    const { tasks, id } = bcsRules.taskgroupOf(pod, { nodeLost: this.taskgroups.isLost(pod) });
    this.told.set(subject, tasks.map(({ status }) => status));
    for (const [i, task] of tasks.entries()) {
      if (id && task.status !== before[i] && isReported(task)) await this.tell(id, task, this.since(pod, task, before[i]));
    }
  }

  private since(pod: core.Pod, task: bcsRules.Task, before: bcsRules.TaskStatus | undefined): number {
    return sinceOf(task, this.taskgroups.nodeOf(pod), before === 'Lost');
  }

  private async tell(taskgroup: bcsRules.TaskgroupId, task: bcsRules.Task, since: number): Promise<void> {
    const { cluster } = this.deps;
    const isOld = since < this.desk.position.reached - slackMs;
    if (isOld || this.desk.isPaused) return;
    const told = eventOf(cluster, task, taskgroup, since);
    await this.desk.pace.begin(() => this.desk.keep(eventsOf(cluster), told.id, (fresh) => eventText(told.event, fresh)));
  }
}
