/**
 * Results are written to pods beside the scheduler's work, one write of a pod after the other, so that its history is
 * in order. Who changes the pod meanwhile is faster: it is tried again (kube-scheduler-simulator, RetryWithExponentialBackOff).
 */
import { ApiError, kinds, sleep, type Client, type Clock, type core, type Logger, type ObjectKey } from '../../api';
import { withResults, type Annotations } from './history';

export interface WriterContext {
  readonly client: Client;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Made when they are written. */
type Results = () => Annotations;

interface Target { readonly key: ObjectKey; readonly uid: string; readonly id: string }

const firstPauseMs = 100;
const factor = 3;
const tries = 6;
/** Writes on their way at one time. */
const maxWrites = 8;

export class ResultWriter {
  /** What is still to be written of each pod, in order; a pod that is here is being written, or waits for its turn. */
  private readonly pending = new Map<string, { readonly target: Target; readonly results: Results[] }>();
  private readonly turns: string[] = [];
  private busy = 0;
  private idling: (() => void)[] = [];

  constructor(private readonly context: WriterContext, private readonly prefix: string) {}

  /** Takes note and returns at once. */
  write(target: Target, results: Results): void {
    const known = this.pending.get(target.uid);
    if (known) return void known.results.push(results);
    this.pending.set(target.uid, { target, results: [results] });
    this.turns.push(target.uid);
    this.begin();
  }

  /** Resolves when all that was to be written is written, or was given up. */
  idle(): Promise<void> {
    return this.pending.size === 0 ? Promise.resolve() : new Promise((resolve) => { this.idling.push(resolve); });
  }

  private begin(): void {
    while (this.busy < maxWrites && this.turns.length) {
      this.busy++;
      void this.work(this.turns.shift() as string);
    }
  }

  /** In a turn of the event loop of its own: who decides does not wait for what is written down. */
  private async work(uid: string): Promise<void> {
    await new Promise((resolve) => { setImmediate(resolve); });
    const job = this.pending.get(uid);
    for (let next = job?.results.shift(); job && next; next = job.results.shift()) await this.persist(job.target, next());
    this.pending.delete(uid);
    this.busy--;
    this.begin();
    if (this.pending.size === 0) for (const resolve of this.idling.splice(0)) resolve();
  }

  private async persist(target: Target, results: Annotations): Promise<void> {
    const { clock, log, signal } = this.context;
    for (let attempt = 1, pause = firstPauseMs; ; attempt++, pause *= factor) {
      const error = await this.attempt(target, results);
      // At the end each is tried once.
      if (!error || signal.aborted) return;
      if (!ApiError.is(error, 'Conflict') || attempt === tries) {
        log.error('results not written', { pod: target.id, error: error.message });
        return;
      }
      await sleep(clock, pause, signal);
    }
  }

  private async attempt({ key, uid, id }: Target, results: Annotations): Promise<Error | undefined> {
    const { client, log } = this.context;
    const note = (pod: core.Pod): core.Pod => {
      // Another pod of the same name: these are not its results.
      if (pod.metadata.uid !== uid) return pod;
      const { annotations, faults } = withResults(pod.metadata.annotations ?? {}, results, this.prefix);
      for (const fault of faults) log.warn('results not complete', { pod: id, fault });
      return { ...pod, metadata: { ...pod.metadata, annotations } };
    };
    try {
      await client.of(kinds.pods).update(key, note);
      return undefined;
    } catch (error) {
      if (ApiError.is(error, 'NotFound')) return undefined;
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}
