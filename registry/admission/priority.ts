/** Pods get the number that their priority class stands for (plugin/pkg/admission/priority in kube-apiserver). */
import { kinds, type core, type scheduling } from '../../api';
import type { Admission, Attempt } from '../admission';
import { changes, creates, forbidden, type Creation } from './attempts';
import { CachedReads } from './cached-reads';
import type { PluginContext } from './plugin-context';

type Class = Pick<scheduling.PriorityClass, 'value' | 'preemptionPolicy'> & { readonly name: string };

/** What pods have where no class is the default. */
const none: Class = { name: '', value: 0, preemptionPolicy: 'PreemptLowerPriority' };

const named = ({ metadata, value, preemptionPolicy }: scheduling.PriorityClass): Class => ({ name: metadata.name ?? '', value, preemptionPolicy });

export function priority({ registry }: PluginContext): Admission {
  const classes = new CachedReads(registry, kinds.priorityclasses);

  /** Where a race has made several, the lowest. */
  async function globalDefault(): Promise<scheduling.PriorityClass | undefined> {
    let lowest: scheduling.PriorityClass | undefined;
    for (const each of await classes.list()) if (each.globalDefault && (!lowest || each.value < lowest.value)) lowest = each;
    return lowest;
  }

  async function classOf(attempt: Creation<core.Pod>): Promise<Class> {
    const { priorityClassName: name } = attempt.object.spec;
    if (!name) {
      const found = await globalDefault();
      return found ? named(found) : none;
    }
    const found = await classes.find({ name });
    if (!found) throw forbidden(attempt, `no PriorityClass with name ${name} was found`);
    return named(found);
  }

  const rankNew = async (attempt: Creation<core.Pod>): Promise<void> => rank(attempt, await classOf(attempt));

  async function refuseSecondDefault(attempt: Attempt): Promise<void> {
    const there = await globalDefault();
    if (!there || (attempt.operation === 'UPDATE' && there.metadata.name === attempt.key.name)) return;
    throw forbidden(attempt, `PriorityClass ${there.metadata.name} is already marked as default. Only one default can exist`);
  }

  return {
    name: 'Priority',
    kinds: [kinds.pods, kinds.priorityclasses],
    mutate(attempt) {
      if (creates(attempt, kinds.pods)) return rankNew(attempt);
      if (changes(attempt, kinds.pods)) keepRank(attempt.object.spec, attempt.old.spec);
      return undefined;
    },
    validate(attempt) {
      const concerned = creates(attempt, kinds.priorityclasses) || changes(attempt, kinds.priorityclasses);
      return concerned && attempt.object.globalDefault ? refuseSecondDefault(attempt) : undefined;
    },
    settled: (attempt, settlement) => classes.note(attempt, settlement),
  };
}

function rank(attempt: Creation<core.Pod>, { name, value, preemptionPolicy }: Class): void {
  const { spec } = attempt.object;
  if (name) spec.priorityClassName = name;
  if (spec.priority !== undefined && spec.priority !== value) {
    throw forbidden(attempt, `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`);
  }
  spec.priority = value;
  if (!preemptionPolicy) return;
  if (spec.preemptionPolicy && spec.preemptionPolicy !== preemptionPolicy) {
    throw forbidden(attempt, `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${preemptionPolicy} from the given PriorityClass name`);
  }
  spec.preemptionPolicy = preemptionPolicy;
}

/** A client that does not know these fields leaves them out when it writes a pod back. */
function keepRank(spec: core.PodSpec, old: core.PodSpec): void {
  if (old.priority !== undefined) spec.priority ??= old.priority;
  if (old.preemptionPolicy !== undefined) spec.preemptionPolicy ??= old.preemptionPolicy;
}
