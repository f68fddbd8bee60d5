/** The components of a cluster in this thread. */
import { setMaxListeners } from 'node:events';
import { ApiError, type Logger } from '../api';
import { runComponents, type ComponentDeps, type ComponentOptions } from './components';
import { InLine } from './in-line';
import { nodesReady } from './nodes-ready';

interface Run {
  readonly stopping: AbortController;
  readonly ended: Promise<void>;
}

/** Components that can be stopped, and begun anew. */
export interface Components {
  /** Resolves when the nodes that they make are ready. */
  start(): Promise<void>;
  /** Does something while none of them runs, and begins them anew, whatever came of it. */
  pausedFor(work: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export class RunningComponents implements Components {
  private run: Run | undefined;
  private stopped = false;
  private readonly line = new InLine();

  /** `left` is called when they have been stopped for good. */
  constructor(private readonly deps: ComponentDeps, private readonly options: ComponentOptions, private readonly left: () => void) {}

  start(): Promise<void> {
    return this.line.next(() => this.begin());
  }

  pausedFor(work: () => Promise<void>): Promise<void> {
    return this.line.next(async () => {
      await this.end();
      try {
        await work();
      } finally {
        await this.begin();
      }
    });
  }

  stop(): Promise<void> {
    this.stopped = true;
    // Whoever waits for nodes need not wait any longer.
    this.run?.stopping.abort();
    return this.line.next(() => this.end()).finally(this.left);
  }

  private async begin(): Promise<void> {
    if (this.stopped) return;
    const { deps, options: { components, simulation, leaderElection } } = this;
    const stopping = new AbortController();
    // Every informer, queue and timer of the cluster listens to this one signal.
    setMaxListeners(0, stopping.signal);
    const told = (error: unknown): void => report(deps.log, error, stopping.signal);
    const ended = runComponents(deps, this.options, stopping.signal).catch(told);
    this.run = { stopping, ended };
    // With an election the nodes may be another process's work, which this one does not wait for.
    if (components.includes('kubelet-sim') && !leaderElection) {
      await Promise.race([ended, nodesReady(deps.client, simulation.total, stopping.signal).catch(told)]);
    }
  }

  private async end(): Promise<void> {
    this.run?.stopping.abort();
    await this.run?.ended;
    this.run = undefined;
  }
}

function report(log: Logger, error: unknown, signal: AbortSignal): void {
  if (signal.aborted && ApiError.is(error, 'ServiceUnavailable')) return;
  log.error('a component ended', { error: error instanceof Error ? error.stack : String(error) });
}
