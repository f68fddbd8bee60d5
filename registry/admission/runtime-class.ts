/** Pods take from their runtime class what running them costs, and where they can run (plugin/pkg/admission/runtimeclass in kube-apiserver). */
import { compareQuantities, kinds, type core, type node } from '../../api';
import type { Admission } from '../admission';
import { creates, forbidden, type Creation } from './attempts';
import { CachedReads } from './cached-reads';
import type { PluginContext } from './plugin-context';
import { mergeTolerations } from './tolerations';

export function runtimeClass({ registry }: PluginContext): Admission {
  const classes = new CachedReads(registry, kinds.runtimeclasses);

  async function classOf(attempt: Creation<core.Pod>): Promise<node.RuntimeClass | undefined> {
    const { runtimeClassName: name } = attempt.object.spec;
    if (name === undefined) return undefined;
    const found = await classes.find({ name });
    if (!found) throw forbidden(attempt, `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`);
    return found;
  }

  async function takeFromClass(attempt: Creation<core.Pod>): Promise<void> {
    const found = await classOf(attempt);
    if (found?.overhead) setOverhead(attempt, found.overhead.podFixed);
    if (found?.scheduling) setScheduling(attempt, found.scheduling);
  }

  async function checkOverhead(attempt: Creation<core.Pod>): Promise<void> {
    const found = await classOf(attempt);
    if (found?.overhead) refuseOther(attempt, found.overhead.podFixed);
    else if (attempt.object.spec.overhead) throw forbidden(attempt, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead');
  }

  return {
    name: 'RuntimeClass',
    kinds: [kinds.pods, kinds.runtimeclasses],
    mutate: (attempt) => (creates(attempt, kinds.pods) && attempt.object.spec.runtimeClassName !== undefined ? takeFromClass(attempt) : undefined),
    validate: (attempt) => (creates(attempt, kinds.pods) && concerns(attempt.object.spec) ? checkOverhead(attempt) : undefined),
    settled: (attempt, settlement) => classes.note(attempt, settlement),
  };
}

const concerns = ({ runtimeClassName, overhead }: core.PodSpec): boolean => runtimeClassName !== undefined || overhead !== undefined;

type Amounts = Readonly<Record<string, string>>;

const equal = (a: Amounts, b: Amounts): boolean => {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => b[name] !== undefined && compareQuantities(a[name] ?? '', b[name]) === 0);
};

function refuseOther(attempt: Creation<core.Pod>, overhead: Amounts = {}): void {
  if (!equal(attempt.object.spec.overhead ?? {}, overhead)) throw forbidden(attempt, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
}

function setOverhead(attempt: Creation<core.Pod>, overhead: Amounts = {}): void {
  if (attempt.object.spec.overhead) refuseOther(attempt, overhead);
  attempt.object.spec.overhead = { ...overhead };
}

function setScheduling(attempt: Creation<core.Pod>, { nodeSelector = {}, tolerations }: node.Scheduling): void {
  const { spec } = attempt.object;
  for (const [key, wanted] of Object.entries(nodeSelector)) {
    const own = spec.nodeSelector?.[key];
    if (own !== undefined && own !== wanted) throw forbidden(attempt, `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${wanted}; pod.spec.nodeSelector[${key}] = ${own}`);
  }
  if (Object.keys(nodeSelector).length) spec.nodeSelector = { ...spec.nodeSelector, ...nodeSelector };
  if (tolerations?.length) spec.tolerations = mergeTolerations(spec.tolerations, tolerations);
}
