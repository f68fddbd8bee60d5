/** Which faults hold just now: follows the Fault objects and their schedules, and says so on them. */
import { ApiError, formatTime, kinds, same, type core, type KubeObject, type ResourceDefinition, type Timer } from '../../api';
import { followCustomKinds, type ComponentContext, type EventRecorder } from '../../client';
import { faultNames, type Fault, type FaultPhase, type FaultSpec, type FaultStatus, type FaultType } from '../resources/fault';
import { afflicted, type PodFault } from './affliction';
import { NodeEvents } from '../node-events';
import { bootIdOf } from '../node-spec';
import { Evictions, type Shortage } from './evictions';
import type { MemoryOf, Scarce } from './ranking';
import { FaultMistake, readSchedule, type Schedule } from './schedule';
import { readSelection, type Selection } from './selection';

/** What the engine asks; where there are no faults every answer is at hand. */
export interface Faults {
  /** Whether the node's kubelet is not heard: it is down, or cut off. */
  silences(node: core.Node): boolean;
  hasDiskPressure(node: core.Node): boolean;
  hasMemoryPressure(node: core.Node): boolean;
  /** When it came up again last after it had been down, in milliseconds since the epoch. */
  bootedAt(node: core.Node): number | undefined;
  /** The pod as its node's kubelet sees it. */
  seen(pod: core.Pod, node: core.Node): core.Pod;
  /** Called when what holds has changed. Returns how to leave. */
  on(listener: () => void): () => void;
}

interface Entry {
  readonly fault: Fault;
  readonly spec: FaultSpec;
  readonly schedule: Schedule;
  readonly selection: Selection;
  readonly created: number;
  /** Since when it holds; undefined: it does not. */
  since: number | undefined;
}

type Context = ComponentContext & { readonly recorder: EventRecorder; readonly memoryOf: MemoryOf };

const byNode = 'node';

export class FaultBook implements Faults {
  private readonly entries = new Map<string, Entry>();
  private active: readonly (PodFault & Entry)[] = [];
  /** By uid: of nodes that were down, since when, and until when. */
  private readonly returned = new Map<string, { readonly since: number; readonly until: number }>();
  private listeners: readonly (() => void)[] = [];
  private timer: Timer | undefined;
  definition: ResourceDefinition | undefined;
  private readonly events: NodeEvents;
  private readonly evictions: Evictions;

  constructor(private readonly context: Context) {
    this.events = new NodeEvents(context.recorder);
    this.evictions = new Evictions({ ...context, events: this.events, changed: () => this.changed() });
    context.informers.of(kinds.pods).addIndex(byNode, ({ spec }) => (spec.nodeName ? [spec.nodeName] : []));
    context.informers.of(kinds.nodes).on({ deleted: ({ metadata }) => this.returned.delete(metadata.uid ?? '') });
  }

  silences(node: core.Node): boolean {
    return this.active.length > 0 && this.active.some(({ spec: { type }, selection }) => (type === 'NodeDown' || type === 'KubeletPartition') && selection.node(node));
  }

  hasDiskPressure(node: core.Node): boolean {
    return this.active.length > 0 && this.evictions.isShort(node, 'ephemeral-storage');
  }

  hasMemoryPressure(node: core.Node): boolean {
    return this.active.length > 0 && this.evictions.isShort(node, 'memory');
  }

  bootedAt({ metadata: { uid = '' } }: core.Node): number | undefined {
    return this.returned.get(uid)?.until;
  }

  seen(pod: core.Pod, node: core.Node): core.Pod {
    if (this.active.length === 0 && this.returned.size === 0) return pod;
    return afflicted(pod, this.active.filter(({ selection }) => selection.node(node)), { goneSince: this.returned.get(node.metadata.uid ?? '')?.since, victim: this.evictions.victim(pod) });
  }

  on(listener: () => void): () => void {
    this.listeners = [...this.listeners, listener];
    return () => { this.listeners = this.listeners.filter((other) => other !== listener); };
  }

  put(fault: Fault): void {
    const name = fault.metadata.name ?? '';
    const before = this.entries.get(name);
    if (before && same(before.spec, fault.spec) && before.fault.metadata.uid === fault.metadata.uid) return;
    try {
      const entry = this.read(fault, before);
      // What it did before ends where it does something else now.
      if (before?.since !== undefined && entry.since === undefined) this.lifted(before);
      this.entries.set(name, entry);
    } catch (error) {
      if (!(error instanceof FaultMistake)) throw error;
      this.drop(name);
      this.tell(fault, { phase: 'Invalid', active: false, message: error.message });
    }
    this.look();
  }

  remove({ metadata: { name = '', uid = '' } }: KubeObject): void {
    this.drop(name);
    this.told.delete(uid);
    this.look();
  }

  close(): void {
    this.evictions.close();
    this.timer?.cancel();
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }

  private drop(name: string): void {
    const entry = this.entries.get(name);
    this.entries.delete(name);
    if (entry?.since !== undefined) this.lifted(entry);
  }

  private read(fault: Fault, before: Entry | undefined): Entry {
    const { spec, status, metadata: { creationTimestamp = '' } } = fault;
    // One that held before this process began, or before its words changed, goes on.
    const since = before ? (before.spec.type === spec.type && same(before.spec.nodes, spec.nodes) ? before.since : undefined)
      : status?.active ? Date.parse(status.lastTransitionTime ?? '') || undefined : undefined;
    return { fault, spec, schedule: readSchedule(spec.schedule), selection: readSelection(spec), created: Date.parse(creationTimestamp), since };
  }

  /** Settles what holds now, and when to look again. */
  private look(): void {
    const now = this.context.clock.now();
    this.timer?.cancel();
    let next = Infinity;
    for (const entry of this.entries.values()) {
      const { holds, next: then } = entry.spec.suspend ? { holds: false, next: undefined } : entry.schedule(entry.created, now);
      next = Math.min(next, then ?? Infinity);
      if (!holds && entry.since !== undefined) this.lifted(entry);
      entry.since = holds ? (entry.since ?? now) : undefined;
      const phase = holds ? 'Active' : entry.spec.suspend ? 'Suspended' : then === undefined ? 'Ended' : 'Waiting';
      this.tell(entry.fault, { phase, active: holds, ...(then !== undefined && { nextTransitionTime: formatTime(then) }) });
    }
    this.timer = Number.isFinite(next) ? this.context.clock.after(Math.min(next - now, longestMs), () => this.look()) : undefined;
    this.active = [...this.entries.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry).filter(isActive);
    this.evictions.hold(this.active.flatMap(shortageOf));
    this.changed();
  }

  /** Nodes that were down come back without their containers. */
  private lifted({ spec: { type }, selection, since = 0 }: Entry): void {
    if (type !== 'NodeDown') return;
    const { informers, clock, recorder } = this.context;
    const pods = informers.of(kinds.pods).lister;
    for (const node of informers.of(kinds.nodes).lister.list()) {
      if (!selection.node(node)) continue;
      this.returned.set(node.metadata.uid ?? '', { since, until: clock.now() });
      this.events.rebooted(node, bootIdOf(node, clock.now()));
      for (const pod of pods.byIndex(byNode, node.metadata.name ?? '')) {
        if (pod.status.phase === 'Running') recorder.event(pod, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
      }
    }
  }

  private told = new Map<string, FaultStatus>();

  private tell(fault: Fault, status: { readonly phase: FaultPhase; readonly active: boolean; readonly nextTransitionTime?: string; readonly message?: string }): void {
    const { uid = '', name = '' } = fault.metadata;
    const { phase, active, nextTransitionTime, message, lastTransitionTime } = this.told.get(uid) ?? fault.status ?? {};
    if (phase === status.phase && nextTransitionTime === status.nextTransitionTime && message === status.message) return;
    const { clock, log, signal, client, recorder } = this.context;
    const next: FaultStatus = { ...status, lastTransitionTime: active === status.active && lastTransitionTime !== undefined ? lastTransitionTime : formatTime(clock.now()) };
    this.told.set(uid, next);
    if (status.message !== undefined) recorder.event(fault, 'Warning', 'InvalidFault', status.message);
    else if (active !== status.active && (status.active || active)) recorder.event(fault, 'Normal', status.active ? 'Begun' : 'Lifted', `${fault.spec.type} ${status.active ? 'holds' : 'does not hold any more'}`);
    if (!this.definition) return;
    void client.of(this.definition).update({ name }, (current) => (current.metadata.uid === uid ? withStatus(current, next) : current), { subresource: 'status' })
      .catch((error: unknown) => { if (!signal.aborted && !ApiError.is(error, 'NotFound')) log.warn('status of a fault not written', { fault: name, error: String(error) }); });
  }
}

function withStatus(fault: KubeObject, status: FaultStatus): KubeObject {
  const { conditions } = (fault as Fault).status ?? {};
  return { ...fault, status: { ...status, ...(conditions && { conditions }) } } as KubeObject;
}

const scarce: Partial<Record<FaultType, Scarce>> = { DiskPressure: 'ephemeral-storage', MemoryPressure: 'memory' };

function shortageOf({ fault, spec, selection, since }: Entry & PodFault): Shortage[] {
  const resource = scarce[spec.type];
  return resource ? [{ id: `${fault.metadata.uid ?? ''}/${since}/${spec.amount ?? ''}`, resource, since, amount: spec.amount, concerns: (node) => selection.node(node) }] : [];
}

const isActive = (entry: Entry): entry is Entry & PodFault => entry.since !== undefined;

/** Timers take no longer than that. */
const longestMs = 2 ** 31 - 1;

export interface KeptFaults {
  readonly faults: Faults;
  readonly leave: () => void;
}

/** Keeps a book of the Fault objects while there are any; its informers are those of `definitions`, to be started afterwards. */
export function keepFaults(context: Context, definitions: ComponentContext): KeptFaults {
  const book = new FaultBook(context);
  const leave = followCustomKinds(definitions, (definition, informers, signal) => {
    if (definition.group !== faultNames.group || definition.kind !== faultNames.kind) return;
    book.definition = definition;
    const known = new Map<string, KubeObject>();
    const put = (fault: KubeObject): void => {
      known.set(fault.metadata.name ?? '', fault);
      book.put(fault as Fault);
    };
    const forget = (fault: KubeObject): void => {
      known.delete(fault.metadata.name ?? '');
      book.remove(fault);
    };
    informers.of(definition).on({ added: put, updated: put, deleted: forget });
    signal.addEventListener('abort', () => [...known.values()].forEach(forget), { once: true });
  });
  return { faults: book, leave: () => { leave(); book.close(); } };
}
