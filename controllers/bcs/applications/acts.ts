/** Carries out what is planned for an application. Doing it twice is harmless, or expected: an informer that trails behind never makes an index twice. */
import { ApiError, bcsRules, keyOf, kinds, omit, type bcs, type Client, type Clock, type core } from '../../../api';
import type { EventRecorder } from '../../../client';
import type { Expectations } from '../../expectations';
import { ifPresent, uidOf, withoutFinalizer } from '../../ownership';
import { isNamespaceTerminating } from '../../pods/control';
import { slowStart } from '../../slow-start';
import { ExecutorClass } from './runtime-class';
import type { Action, World } from './world';

type Of<D extends Action['do']> = Extract<Action, { do: D }>;

export interface ActsContext {
  readonly client: Client;
  readonly clock: Clock;
  readonly recorder: EventRecorder;
  readonly timing: bcsRules.Timing;
  /** Of pods, by the application's uid. */
  readonly expectations: Expectations;
  /** It has been written. */
  written(application: bcs.BcsApplication): void;
}

/** As many are tried before one knows that they can be made at all. */
const firstBatch = 16;

const { marks } = bcsRules;

export class Acts {
  private readonly nanos: () => string;
  private readonly executorClass: ExecutorClass;

  constructor(private readonly context: ActsContext) {
    const { client, clock, timing } = context;
    this.nanos = bcsRules.nanosFrom(() => clock.now());
    this.executorClass = new ExecutorClass(client, timing);
  }

  /** Resolves to the first failure. */
  async carryOut(world: World, actions: readonly Action[]): Promise<unknown> {
    const creations = actions.filter((action) => action.do === 'createPod');
    const others = actions.filter((action) => action.do !== 'createPod');
    const [created, ...results] = await Promise.allSettled([this.createAll(world, creations), ...others.filter(({ do: name }) => !isAboutItself(name)).map((action) => this.act(world, action))]);
    const failed = created.status === 'rejected' ? created.reason : created.value ?? results.find((result) => result.status === 'rejected')?.reason;
    if (failed !== undefined) return failed;
    // It goes after what it has, and its finalizer after that.
    for (const action of others) if (isAboutItself(action.do)) await this.act(world, action);
    return undefined;
  }

  private act(world: World, action: Exclude<Action, Of<'createPod'>>): Promise<unknown> {
    const { application } = world;
    switch (action.do) {
      case 'deletePod': return this.deletePod(application, action);
      case 'openGate': return this.changePod(action.pod, withoutGate);
      case 'annotate': return this.changePod(action.pod, (pod) => annotated(pod, action.annotations));
      case 'resize': return this.changePod(action.pod, (pod) => resized(pod, action.resources), 'resize');
      case 'saveVersion': return this.saveVersion(action.version);
      case 'adopt': return this.adopt(application, action);
      case 'deleteObject': return ifPresent(this.applications.delete(keyOf(application), { preconditions: { uid: uidOf(application) } }));
      case 'removeFinalizer': return this.change(application, (current) => withFinalizers(current, withoutFinalizer(current, marks.finalizer)));
    }
  }

  private get applications() { return this.context.client.of(kinds.bcsapplications); }
  private get pods() { return this.context.client.of(kinds.pods); }

  private async createAll(world: World, creations: readonly Of<'createPod'>[]): Promise<unknown> {
    if (creations.length === 0) return undefined;
    const { application } = world;
    const { expectations, recorder } = this.context;
    const uid = uidOf(application);
    await this.executorClass.there();
    expectations.expectCreations(uid, creations.length);
    const { succeeded, skipped, error } = await slowStart(creations.length, firstBatch, async (i) => {
      try {
        await this.pods.create(this.podOf(world, creations[i] as Of<'createPod'>));
      } catch (failure) {
        expectations.creationObserved(uid);
        throw failure;
      }
    });
    expectations.creationObserved(uid, skipped);
    if (succeeded > 0) recorder.event(application, 'Normal', 'SuccessfulCreate', `Created ${succeeded} taskgroup(s)`);
    if (error === undefined || isNamespaceTerminating(error)) return undefined;
    this.executorClass.forget();
    recorder.event(application, 'Warning', 'FailedCreate', `Error creating: ${error instanceof Error ? error.message : String(error)}`);
    return error;
  }

  private podOf({ application, definitionOf }: World, { index, version = application.spec.version ?? '', successor }: Of<'createPod'>): core.Pod {
    const definition = definitionOf(version);
    if (!definition) throw ApiError.notFound({ group: 'bkbcs.tencent.com', plural: 'bcsversions' }, bcsRules.versionName(application.metadata.name ?? '', version));
    return bcsRules.podOf({ application, definition, version, index, nanos: this.nanos(), successor }, this.context.timing);
  }

  private async deletePod(application: bcs.BcsApplication, { pod, force }: Of<'deletePod'>): Promise<void> {
    const { expectations } = this.context;
    const uid = uidOf(application);
    // Of one that has been told to stop already no more news is certain.
    if (!pod.metadata.deletionTimestamp) expectations.expectDeletions(uid, [uidOf(pod)]);
    try {
      await this.pods.delete(keyOf(pod), { preconditions: { uid: uidOf(pod) }, ...(force && { gracePeriodSeconds: 0 }) });
    } catch (error) {
      expectations.deletionObserved(uid, uidOf(pod));
      // Conflict: a namesake has taken its place.
      if (!ApiError.is(error, 'NotFound') && !ApiError.is(error, 'Conflict')) throw error;
    }
  }

  private async changePod(pod: core.Pod, change: (current: core.Pod) => core.Pod, subresource?: string): Promise<void> {
    await ifPresent(this.pods.update(keyOf(pod), (current) => (uidOf(current) === uidOf(pod) ? change(current) : current), subresource ? { subresource } : undefined));
  }

  private async change(application: bcs.BcsApplication, change: (current: bcs.BcsApplication) => bcs.BcsApplication): Promise<bcs.BcsApplication | undefined> {
    const written = await ifPresent(this.applications.update(keyOf(application), (current) => (uidOf(current) === uidOf(application) ? change(current) : current)));
    if (!written || uidOf(written) !== uidOf(application)) return undefined;
    this.context.written(written);
    return written;
  }

  /** Who gives an id saves the version: the next change may come at once. */
  private async adopt(application: bcs.BcsApplication, { newVersion }: Of<'adopt'>): Promise<void> {
    const written = await this.change(application, (current) => this.adopted(current, application, newVersion));
    const version = newVersion && written ? bcsRules.versionOf(written) : undefined;
    if (version) await this.saveVersion(version);
  }

  /** What somebody has intended meanwhile has got its id from them, or gets it next time. */
  private adopted(current: bcs.BcsApplication, seen: bcs.BcsApplication, newVersion: boolean): bcs.BcsApplication {
    if (current.metadata.deletionTimestamp) return current;
    const finalizers = [...withoutFinalizer(current, marks.finalizer), marks.finalizer];
    const owned = current.metadata.finalizers?.includes(marks.finalizer) ? current : withFinalizers(current, finalizers);
    return newVersion && current.spec.version === seen.spec.version ? { ...owned, spec: { ...owned.spec, version: this.nanos() } } : owned;
  }

  private async saveVersion(version: bcs.BcsVersion): Promise<void> {
    try {
      await this.context.client.of(kinds.bcsversions).create(version);
    } catch (error) {
      if (!ApiError.is(error, 'AlreadyExists') && !isNamespaceTerminating(error)) throw error;
    }
  }
}

const isAboutItself = (name: Action['do']): boolean => name === 'deleteObject' || name === 'removeFinalizer';

const withFinalizers = (application: bcs.BcsApplication, finalizers: string[]): bcs.BcsApplication => ({ ...application, metadata: { ...application.metadata, finalizers } });

function withoutGate(pod: core.Pod): core.Pod {
  const schedulingGates = pod.spec.schedulingGates?.filter(({ name }) => name !== marks.successorGate);
  if (schedulingGates?.length === pod.spec.schedulingGates?.length) return pod;
  return { ...pod, spec: schedulingGates?.length ? { ...pod.spec, schedulingGates } : omit(pod.spec, 'schedulingGates') };
}

function annotated(pod: core.Pod, annotations: Of<'annotate'>['annotations']): core.Pod {
  const all = Object.entries({ ...pod.metadata.annotations, ...annotations }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...pod, metadata: { ...pod.metadata, annotations: Object.fromEntries(all) } };
}

const resized = (pod: core.Pod, resources: Of<'resize'>['resources']): core.Pod =>
  ({ ...pod, spec: { ...pod.spec, containers: pod.spec.containers.map((container) => ({ ...container, resources: resources.get(container.name) ?? container.resources })) } });
