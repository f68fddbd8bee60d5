/**
 * Tells what becomes of tasks as events. How far it has come is a time: what was so for a while before has been told by those who were there.
 */
import type { bcsRules } from '../../../../../api';
import { eventsOf, eventText } from '../../events/event';
import { startFeeding, type Desk, type Feed, type FeedDeps, type Tale } from '../feeding';
import { Sight, type Due } from '../sight';
import { observe, subjectOf, type Observed, type Taskgroups } from './observed';
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
    const observed = this.taskgroups.get(subject);
    if (!observed) {
      this.told.delete(subject);
      return;
    }
    const before = this.told.get(subject) ?? [];
    const { tasks } = observed.taskgroup;
    this.told.set(subject, tasks.map(({ status }) => status));
    for (const [i, task] of tasks.entries()) {
      if (task.status !== before[i] && isReported(task)) await this.tell(task, observed, before[i]);
    }
  }

  private async tell(task: bcsRules.Task, observed: Observed, before: bcsRules.TaskStatus | undefined): Promise<void> {
    const { cluster } = this.deps;
    const { id } = observed.taskgroup;
    const since = sinceOf(task, observed, before === 'Lost');
    const isOld = since < this.desk.position.reached - slackMs;
    if (!id || isOld || this.desk.isPaused) return;
    const told = eventOf(cluster, task, id, since);
    await this.desk.pace.begin(() => this.desk.keep(eventsOf(cluster), told.id, (fresh) => eventText(told.event, fresh)));
  }
}
