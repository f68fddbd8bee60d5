/** What came of commands, written together: tasks of one command that end at the same time are one change of it. */
import { ApiError, bcsRules, formatKey, kinds, type bcs, type ObjectKey } from '../../api';
import type { ExecutorDeps } from './executor';

/** A task that was begun here. */
export interface Begun {
  readonly pod: string;
  readonly container: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export type Outcome = Partial<bcs.CommandedTask>;

export class Outcomes {
  /** By command; what stands here is being written, or will be. */
  private readonly waiting = new Map<string, Map<string, Outcome>>();

  constructor(private readonly deps: Pick<ExecutorDeps, 'client' | 'log' | 'signal'>) {}

  add(key: ObjectKey, begun: Begun, outcome: Outcome): void {
    const known = this.waiting.get(formatKey(key));
    const outcomes = known ?? new Map<string, Outcome>();
    outcomes.set(placeOf(begun.pod, begun.container, begun.at), outcome);
    if (known) return;
    this.waiting.set(formatKey(key), outcomes);
    void this.write(key, outcomes);
  }

  private async write(key: ObjectKey, outcomes: Map<string, Outcome>): Promise<void> {
    while (outcomes.size > 0) {
      // Those that end in the same turn.
      await new Promise<void>((resolve) => { setImmediate(resolve); });
      const taken = new Map(outcomes);
      outcomes.clear();
      await this.tell(key, taken);
    }
    this.waiting.delete(formatKey(key));
  }

  private async tell(key: ObjectKey, outcomes: ReadonlyMap<string, Outcome>): Promise<void> {
    const { client, log, signal } = this.deps;
    try {
      await client.of(kinds.bcscommands).update(key, (current) => bcsRules.withTasks(current, (task, { pod }) => {
        const outcome = task.status === 'running' ? outcomes.get(placeOf(pod, task.container, task.begun)) : undefined;
        return outcome ? { ...task, ...outcome } : task;
      }), { subresource: 'status' });
    } catch (error) {
      // A command that has been deleted goes on, and nobody is told.
      if (ApiError.is(error, 'NotFound') || signal.aborted) return;
      log.error('what came of a command cannot be written', { command: formatKey(key), error: error instanceof Error ? error.stack : String(error) });
    }
  }
}

const placeOf = (pod: string, container: string, at: number | undefined): string => `${pod}/${container}/${at}`;
