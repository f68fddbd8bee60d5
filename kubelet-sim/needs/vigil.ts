/**
 * Follows the objects of one kind in one namespace while pods wait for some of them. What comes by is kept nowhere: nothing is
 * watched, and nothing is remembered, while everything is there.
 */
import { sleep, type Client, type Clock, type KubeObject, type Logger, type ResourceDefinition } from '../../api';

export interface VigilDeps {
  readonly client: Client;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Until a watch that broke off is begun anew. */
const retryMs = 1000;

export class Vigil {
  /** Pods by the name of the object that they wait for. */
  private readonly waiting = new Map<string, Set<string>>();
  private readonly stopping = new AbortController();

  constructor(private readonly deps: VigilDeps, private readonly definition: ResourceDefinition, private readonly namespace: string | undefined, private readonly wake: (pod: string) => void) {
    void this.run(AbortSignal.any([deps.signal, this.stopping.signal]));
  }

  add(name: string, pod: string): void {
    const pods = this.waiting.get(name) ?? new Set();
    this.waiting.set(name, pods.add(pod));
  }

  /** True: nobody waits any more, and it has ended. */
  remove(name: string, pod: string): boolean {
    const pods = this.waiting.get(name);
    if (pods?.delete(pod) && pods.size === 0) this.waiting.delete(name);
    if (this.waiting.size > 0) return false;
    this.stopping.abort();
    return true;
  }

  private async run(signal: AbortSignal): Promise<void> {
    const { client, clock, log } = this.deps;
    while (!signal.aborted) {
      try {
        // What is there already comes first, so that nothing is missed that came between the pod's look and this.
        for await (const batch of client.of(this.definition).watch(this.namespace ? { namespace: this.namespace } : {}, signal)) {
          for (const event of batch) if (event.type !== 'BOOKMARK' && event.type !== 'DELETED') this.tell(event.object);
        }
      } catch (error) {
        if (!signal.aborted) log.debug('watch of what pods wait for failed, beginning anew', { resource: this.definition.names.plural, error: String(error) });
      }
      await sleep(clock, retryMs, signal);
    }
  }

  private tell({ metadata: { name = '' } }: KubeObject): void {
    for (const pod of this.waiting.get(name) ?? []) this.wake(pod);
  }
}
