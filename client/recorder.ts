/**
 * Writes core/v1 Events as client-go's tools/record does, beside the work that they speak of: `event` only notes;
 * a few writers bring the notes to the API. An event that repeats while its object waits to be written costs no
 * further write.
 */
import {
  ApiError, formatTime, keyOf, sleep, type Client, type Clock, type core, type KubeObject, type Logger, type Random, type ResourceDefinition, type Resources,
} from '../api';
import type { EventRecorder } from './client';
import { EventCorrelator, type Correlation } from './event-correlator';
import { Fifo } from './fifo';
import { LruMap } from './lru';

export interface RecorderOptions {
  readonly client: Client;
  /** The definition of core/v1 Events. */
  readonly events: ResourceDefinition<core.Event>;
  /** Who speaks: `default-scheduler`, `deployment-controller`, `kubelet`. */
  readonly component: string;
  /** The node it speaks from (`source.host`), for kubelets. */
  readonly host?: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Ends waiting for a server that cannot be reached. */
  readonly signal?: AbortSignal;
}

export const createRecorder = (options: RecorderOptions): EventRecorder => new Recorder(options);

/** Enough to keep a group commit of the store filled, few enough to leave room for the work itself. */
const writers = 16;
/** Upstream's broadcaster holds 1000 and drops the rest; here thousands of pods start in a few seconds, and their events are written after them. */
const longestQueue = 10_000;
const rememberedObjects = 4096;
const maxTries = 12;
const retryPauseMs = 10_000;
const maxNameLength = 253;

/** One Event object and what is still to be written of it. */
interface Note {
  event: core.Event;
  /** Whether the server has it. */
  exists: boolean;
  /** In the queue, or taken and to be queued again. */
  dirty: boolean;
  writing: boolean;
}

class Recorder implements EventRecorder {
  private readonly resource: Resources<core.Event>;
  private readonly correlator = new EventCorrelator();
  private readonly notes = new LruMap<Note>(rememberedObjects);
  private readonly queue = new Fifo<Note>();
  private active = 0;
  private lastNanos = 0n;
  private idle: (() => void)[] = [];
  private dropped = false;

  constructor(private readonly options: RecorderOptions) {
    this.resource = options.client.of(options.events);
  }

  event(about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, fieldPath = ''): void {
    const facts = { about: identify(about), fieldPath, type, reason, message };
    const correlation = this.correlator.correlate(facts, this.options.clock.monotonic());
    const known = this.notes.get(correlation.key);
    const event = known ? this.again(known.event, correlation) : this.first(about, type, reason, correlation, fieldPath);
    const note = known ?? { event, exists: false, dirty: false, writing: false };
    note.event = event;
    this.notes.set(correlation.key, note);
    if (correlation.heard) this.enqueue(note);
  }

  flush(): Promise<void> {
    if (this.active === 0 && this.queue.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.idle.push(resolve));
  }

  private again(event: core.Event, { message }: Correlation): core.Event {
    return { ...event, message, count: (event.count ?? 0) + 1, lastTimestamp: formatTime(this.options.clock.now()) };
  }

  private first(about: KubeObject, type: string, reason: string, { message }: Correlation, fieldPath: string): core.Event {
    const { component, host = '', clock } = this.options;
    const now = formatTime(clock.now());
    const { namespace, name = '' } = about.metadata;
    return {
      apiVersion: 'v1', kind: 'Event',
      metadata: { name: this.nameFor(name), namespace: namespace ?? 'default' },
      involvedObject: referenceTo(about, fieldPath),
      reason, message, source: host ? { component, host } : { component },
      firstTimestamp: now, lastTimestamp: now, count: 1, type, reportingComponent: component, reportingInstance: host,
    };
  }

  /** `<object>.<hex nanoseconds>`; an object whose name is no DNS name (`system:node`) lends none. */
  private nameFor(object: string): string {
    const { clock, random } = this.options;
    // Milliseconds are all that the clock has; chance keeps recorders of one millisecond apart.
    const drawn = BigInt(Math.floor(clock.now())) * 1_000_000n + BigInt(random.int(1_000_000));
    this.lastNanos = drawn > this.lastNanos ? drawn : this.lastNanos + 1n;
    const name = `${object}.${this.lastNanos.toString(16)}`;
    return name.length <= maxNameLength && /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name) ? name : random.uuid();
  }

  private enqueue(note: Note): void {
    if (note.dirty) return;
    if (this.queue.length >= longestQueue) {
      this.complainOnce();
      return;
    }
    note.dirty = true;
    if (note.writing) return;
    this.queue.push(note);
    if (this.active < writers) void this.write();
  }

  private complainOnce(): void {
    if (!this.dropped) this.options.log.warn('too many events are waiting to be written, dropping further ones', { component: this.options.component });
    this.dropped = true;
  }

  private async write(): Promise<void> {
    this.active++;
    for (let note = this.queue.shift(); note; note = this.queue.shift()) {
      note.dirty = false;
      note.writing = true;
      await this.deliver(note);
      note.writing = false;
      if (note.dirty) this.queue.push(note);
    }
    this.active--;
    if (this.active === 0) this.tellIdle();
  }

  private tellIdle(): void {
    this.dropped = false;
    const waiting = this.idle;
    this.idle = [];
    for (const resolve of waiting) resolve();
  }

  /** Never rejects: an event is not worth failing for. */
  private async deliver(note: Note): Promise<void> {
    const { clock, random, signal } = this.options;
    for (let tries = 1; ; tries++) {
      const fault: unknown = await this.store(note).then(() => undefined, (error: unknown) => error);
      if (fault === undefined) return;
      if (!isPassing(fault) || tries >= maxTries || signal?.aborted) return this.giveUp(note.event, fault);
      // The first pause is a random part of the rest, so that not all come back together (as upstream).
      await sleep(clock, tries === 1 ? random.float() * retryPauseMs : retryPauseMs, signal);
    }
  }

  private giveUp({ involvedObject: { kind, name }, reason }: core.Event, fault: unknown): void {
    const fields = { about: `${kind}/${name}`, reason, error: fault instanceof Error ? fault.message : String(fault) };
    if (isNamespaceEnding(fault)) this.options.log.debug('event not written, its namespace ends', fields);
    else this.options.log.warn('event not written', fields);
  }

  private async store(note: Note): Promise<void> {
    if (note.exists && await this.overwrite(note)) return;
    try {
      await this.resource.create(note.event);
    } catch (error) {
      if (!ApiError.is(error, 'AlreadyExists')) throw error;
      this.rename(note);
      await this.resource.create(note.event);
    }
    note.exists = true;
  }

  /** False when the object is no more there: events expire. */
  private async overwrite({ event }: Note): Promise<boolean> {
    try {
      await this.resource.update(keyOf(event), (current) => ({
        ...current, message: event.message, count: event.count, lastTimestamp: event.lastTimestamp,
      }));
      return true;
    } catch (error) {
      if (ApiError.is(error, 'NotFound')) return false;
      throw error;
    }
  }

  private rename(note: Note): void {
    const { metadata, involvedObject } = note.event;
    note.event = { ...note.event, metadata: { ...metadata, name: this.nameFor(involvedObject.name ?? '') } };
  }
}

const identify = ({ kind, apiVersion, metadata: { namespace = '', name = '', uid = '' } }: KubeObject): string =>
  `${kind}\0${namespace}\0${name}\0${uid}\0${apiVersion}`;

function referenceTo({ kind, apiVersion, metadata }: KubeObject, fieldPath: string): core.ObjectReference {
  const { namespace, name, uid, resourceVersion } = metadata;
  return {
    kind, ...(namespace && { namespace }), name, ...(uid && { uid }), apiVersion, ...(resourceVersion && { resourceVersion }),
    ...(fieldPath && { fieldPath }),
  };
}

const isPassing = (error: unknown): boolean => error instanceof ApiError && [429, 503, 504].includes(error.code);

const isNamespaceEnding = (error: unknown): boolean =>
  ApiError.is(error, 'NotFound') || (error instanceof ApiError && (error.details?.causes ?? []).some((cause) => cause.reason === 'NamespaceTerminating'));
