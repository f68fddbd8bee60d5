/** Whether anything still happens in a cluster of one process whose clock stands still, and time that passes while nothing does. */
import { formatKey, keyOf, sleep, systemClock, type Client, type KubeObject, type ResourceDefinition, type Resources, type SteppedClock } from '../../api';
import { wrapped, type Informer, type Informers } from '../../client';

/** Counts what components have on its way, and what they have done. */
export class Traffic {
  private running = 0;
  private count = 0;

  get busy(): boolean {
    return this.running > 0;
  }

  /** Grows with everything that happens. */
  get done(): number {
    return this.count;
  }

  note(): void {
    this.count++;
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.running++;
    this.count++;
    try {
      return await work();
    } finally {
      this.running--;
      this.count++;
    }
  }
}

/** The same client, whose writes are counted. */
export const counted = (client: Client, traffic: Traffic): Client => wrapped(client, <T extends KubeObject>(resources: Resources<T>): Resources<T> => ({
  get: (key) => resources.get(key),
  list: (options) => resources.list(options),
  watch: (options, signal) => resources.watch(options, signal),
  create: (object, options) => traffic.during(() => resources.create(object, options)),
  update: (key, change, options) => traffic.during(() => resources.update(key, change, options)),
  invoke: (key, action, body, options) => traffic.during(() => resources.invoke(key, action, body, options)),
  delete: (key, options) => traffic.during(() => resources.delete(key, options)),
}));

const nextTurn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

/** From a write to everybody who follows it there are fewer turns of the event loop. */
const calmTurns = 10;

/** How many connections somebody waits for (extenders): those that are only kept open do not count. */
const connections = (): number => process.getActiveResourcesInfo().filter((name) => /^(TCPSocketWrap|TLSWrap|GetAddrInfoReqWrap)$/.test(name)).length;

const momentMs = 2;

/** Informers of which it is known what is followed by them. */
export class KnownInformers implements Informers {
  private readonly definitions = new Set<ResourceDefinition>();

  constructor(private readonly informers: Informers) {}

  of<T extends KubeObject>(definition: ResourceDefinition<T>): Informer<T> {
    // Of their objects only names and versions will be looked at.
    this.definitions.add(definition as unknown as ResourceDefinition);
    return this.informers.of(definition);
  }

  start(signal: AbortSignal): void {
    this.informers.start(signal);
  }

  synced(signal: AbortSignal): Promise<void> {
    return this.informers.synced(signal);
  }

  /** Whether they show what there is. */
  async areLevelWith(truth: Client): Promise<boolean> {
    for (const definition of this.definitions) {
      const { items } = await truth.of(definition).list();
      if (!isLevel(this.informers.of(definition).lister.list(), items)) return false;
    }
    return true;
  }
}

function isLevel(known: readonly KubeObject[], there: readonly KubeObject[]): boolean {
  const states = new Map(there.map((object) => [formatKey(keyOf(object)), object.metadata.resourceVersion]));
  return known.length === states.size && known.every((object) => states.get(formatKey(keyOf(object))) === object.metadata.resourceVersion);
}

export class Quiet {
  /** Other people's, in this process. */
  private readonly others = connections();

  constructor(private readonly clock: SteppedClock, private readonly traffic: Traffic, private readonly truth: Client, private readonly informers: readonly KnownInformers[]) {}

  /** Resolves when nothing has happened for so long, by the cluster's own clock; at the latest after `mostMs` of it. */
  async after(quietMs: number, mostMs: number): Promise<void> {
    const end = this.clock.now() + mostMs;
    for (;;) {
      await this.now();
      const before = this.traffic.done;
      await this.pass(quietMs);
      await this.now();
      if (this.traffic.done === before || this.clock.now() >= end) return;
    }
  }

  /** From one timer to the next: who asks somebody elsewhere has as much time as it would have. */
  private async pass(ms: number): Promise<void> {
    const end = this.clock.now() + ms;
    while (this.clock.now() < end) {
      const rest = end - this.clock.now();
      await this.clock.step(Math.min(this.clock.untilNext() ?? rest, rest));
      if (this.isOnline()) await this.now();
    }
  }

  /** Nothing is on its way, and everybody knows what there is. */
  private async now(): Promise<void> {
    for (;;) {
      // Elsewhere time passes: ours with it, so that whoever waits too long gives up.
      while (this.isOnline()) await Promise.all([sleep(systemClock, momentMs), this.clock.step(momentMs)]);
      await this.calm();
      if (!this.isOnline() && await this.areLevel()) return;
      // Who has lost its watch tries again a little later.
      await this.clock.step(momentMs);
    }
  }

  private async calm(): Promise<void> {
    for (let turns = 0, seen = this.traffic.done; turns < calmTurns; turns++) {
      await nextTurn();
      if (!this.traffic.busy && this.traffic.done === seen) continue;
      [turns, seen] = [0, this.traffic.done];
    }
  }

  private isOnline(): boolean {
    return connections() > this.others;
  }

  private async areLevel(): Promise<boolean> {
    for (const informers of this.informers) if (!await informers.areLevelWith(this.truth)) return false;
    return true;
  }
}
