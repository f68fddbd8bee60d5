/** The slices of a service that one controller keeps: finds them, and writes what is planned. */
import { formatKey, keyOf, kinds, type Client, type Clock, type discovery, type ObjectKey } from '../../api';
import type { Informer, Watch } from '../../client';
import { ifPresent } from '../ownership';
import { isNamespaceTerminating } from '../pods/control';
import { Unseen } from '../unseen';
import { managedByLabel, serviceNameLabel, triggerTimeAnnotation, type Changes } from './plan';

type Slice = discovery.EndpointSlice;

const byService = 'service and manager';

/** Changes of many pods become one write of their slice: not sooner than that after the one before. */
const shortestPauseMs = 100;
/** Thousands of pods cost something just to look at. */
const pausePerPodMs = 0.1;

const placeOf = ({ namespace = '', name }: ObjectKey, manager: string): string => `${namespace}/${name}/${manager}`;

export const serviceOf = ({ metadata: { namespace, labels } }: Slice): ObjectKey => ({ namespace, name: labels?.[serviceNameLabel] ?? '' });

export interface SliceKeeperOptions {
  readonly client: Client;
  readonly informer: Informer<Slice>;
  readonly clock: Clock;
  /** The value of the label `endpointslice.kubernetes.io/managed-by`. */
  readonly manager: string;
}

export class SliceKeeper {
  private readonly unseen: Unseen<Slice>;
  private readonly lastWrite = new Map<string, number>();

  constructor(private readonly options: SliceKeeperOptions) {
    const { informer, clock } = options;
    this.unseen = new Unseen(informer, clock);
    informer.addIndex(byService, (slice) => [placeOf(serviceOf(slice), slice.metadata.labels?.[managedByLabel] ?? '')]);
  }

  /** Slices that somebody else changed are put right, and so are those taken away from or given to this manager. */
  get watch(): Watch {
    const isOurs = (slice: Slice): boolean => slice.metadata.labels?.[managedByLabel] === this.options.manager;
    return {
      definition: kinds.endpointslices,
      keys: (slice, old) => [slice, ...(old ? [old] : [])].map((each) => each as Slice).filter(isOurs).map(serviceOf),
    };
  }

  of(service: ObjectKey): readonly Slice[] {
    return this.options.informer.lister.byIndex(byService, placeOf(service, this.options.manager)).filter(({ metadata }) => !metadata.deletionTimestamp);
  }

  /** How long to wait until the service is looked at again; 0: now. */
  pause(service: ObjectKey, pods: number): number {
    const key = formatKey(service);
    const since = this.options.clock.monotonic() - (this.lastWrite.get(key) ?? -Infinity);
    const left = Math.max(shortestPauseMs, pods * pausePerPodMs) - since;
    if (left > 0) return left;
    return this.unseen.any(key) ? shortestPauseMs : 0;
  }

  forget(service: ObjectKey): void {
    this.unseen.forget(formatKey(service));
    this.lastWrite.delete(formatKey(service));
  }

  /** `triggeredAt`: RFC 3339; when the first of the changes happened that are written. */
  async apply(service: ObjectKey, { create, update, remove }: Changes, triggeredAt?: string): Promise<void> {
    if (create.length + update.length + remove.length === 0) return;
    const { client, clock } = this.options;
    const slices = client.of(kinds.endpointslices);
    const owner = formatKey(service);
    this.lastWrite.set(owner, clock.monotonic());
    try {
      for (const slice of create) this.unseen.written(owner, await slices.create(timed(slice, triggeredAt)));
    } catch (error) {
      if (isNamespaceTerminating(error)) return;
      throw error;
    }
    for (const slice of update) {
      const written = await ifPresent(slices.update(keyOf(slice), () => timed(slice, triggeredAt)));
      if (written) this.unseen.written(owner, written);
    }
    for (const slice of remove) {
      await ifPresent(slices.delete(keyOf(slice), { preconditions: { uid: slice.metadata.uid } }));
      this.unseen.deleted(owner, slice);
    }
  }
}

const timed = (slice: Slice, triggeredAt: string | undefined): Slice => (triggeredAt === undefined ? slice
  : { ...slice, metadata: { ...slice.metadata, annotations: { ...slice.metadata.annotations, [triggerTimeAnnotation]: triggeredAt } } });
