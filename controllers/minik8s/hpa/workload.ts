/** What an Hpa of the document scales: pods themselves, or a workload that has a scale. */
import { controllerOf, keyOf, parseLabelSelector, type autoscalingV2, type core, type LabelSelector, type ResourceDefinition, type Resources } from '../../../api';
import type { EventRecorder } from '../../../client';
import { uidOf } from '../../ownership';
import type { Targets } from '../../scale-targets';
import { cloneOf, inOrder, victimAmong } from './clones';

type Hpa = autoscalingV2.HorizontalPodAutoscaler;

export interface Workload {
  readonly current: number;
  /** Whose usage counts. */
  readonly pods: readonly core.Pod[];
  readonly selector: LabelSelector;
  /** One more, or one fewer. */
  resize(step: -1 | 1): Promise<void>;
}

export interface WorkloadContext {
  readonly targets: Targets;
  readonly pods: Resources<core.Pod>;
  readonly recorder: EventRecorder;
  readonly podsIn: (namespace: string) => readonly core.Pod[];
}

/** Why there is nothing to scale: for a condition and an event. */
export class NoWorkload extends Error {
  constructor(readonly reason: string, message: string) {
    super(message);
  }
}

const isAlive = ({ metadata, status }: core.Pod): boolean => !metadata.deletionTimestamp && status.phase !== 'Succeeded' && status.phase !== 'Failed';

/** `selector`: the Hpa's own; undefined: it says none. Rejects with NoWorkload. */
export async function workloadOf(hpa: Hpa, selector: LabelSelector | undefined, context: WorkloadContext): Promise<Workload> {
  const definition = context.targets.find(hpa.spec.scaleTargetRef);
  if (definition?.subresources.scale) return scaled(hpa, definition, selector, context);
  if (!selector) throw new NoWorkload('SelectorRequired', 'selector is required');
  return bare(hpa, selector, context);
}

const matching = ({ metadata: { namespace = '' } }: Hpa, selector: LabelSelector, { podsIn }: WorkloadContext): core.Pod[] =>
  inOrder(podsIn(namespace).filter((pod) => isAlive(pod) && selector.matches(pod.metadata.labels)));

async function scaled(hpa: Hpa, definition: ResourceDefinition, given: LabelSelector | undefined, context: WorkloadContext): Promise<Workload> {
  const { targets } = context;
  const key = { namespace: keyOf(hpa).namespace, name: hpa.spec.scaleTargetRef.name };
  const scale = await targets.read(definition, key).catch((error: unknown) => { throw new NoWorkload('FailedGetScale', error instanceof Error ? error.message : String(error)); });
  const selector = given ?? (scale.status?.selector ? parseLabelSelector(scale.status.selector) : undefined);
  if (!selector) throw new NoWorkload('SelectorRequired', 'selector is required');
  const current = scale.spec?.replicas ?? 0;
  return { current, selector, pods: matching(hpa, selector, context), resize: (step) => targets.write(definition, key, scale, current + step) };
}

function bare(hpa: Hpa, selector: LabelSelector, context: WorkloadContext): Workload {
  const pods = matching(hpa, selector, context);
  const other = pods.map((pod) => controllerOf(pod)).find((owner) => owner && owner.uid !== uidOf(hpa));
  // Both would undo what the other one does.
  if (other) throw new NoWorkload('PodsAreControlled', `the pods belong to ${other.kind} ${JSON.stringify(other.name)}: name it as the workload`);
  return { current: pods.length, pods, selector, resize: (step) => (step > 0 ? addOne(hpa, pods, context) : removeOne(hpa, pods, context)) };
}

async function addOne(hpa: Hpa, [first]: readonly core.Pod[], { pods, recorder }: WorkloadContext): Promise<void> {
  if (!first) throw new NoWorkload('NoPods', 'there is no pod yet to make others like it');
  const made = await pods.create(cloneOf(hpa, first));
  recorder.event(hpa, 'Normal', 'SuccessfulCreate', `Created pod: ${made.metadata.name ?? ''}`);
}

async function removeOne(hpa: Hpa, all: readonly core.Pod[], { pods, recorder }: WorkloadContext): Promise<void> {
  const victim = victimAmong(hpa, all);
  if (!victim) return;
  await pods.delete(keyOf(victim), { preconditions: { uid: uidOf(victim) } });
  recorder.event(hpa, 'Normal', 'SuccessfulDelete', `Deleted pod: ${victim.metadata.name ?? ''}`);
}
