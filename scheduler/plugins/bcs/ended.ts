/** Taskgroups that have ended and are still there. The scheduler's own picture has none of them; constraints count them. */
import { bcsRules, isPodFinished, kinds, type core } from '../../../api';
import type { Lister, PluginIngredients } from '../../framework';
import { applicationOf, type ApplicationRef } from './taskgroups';

const { isLive, labelsOf, marks, readAttributes, soundDefinition, taskgroupOf, Tally } = bcsRules;

const byApplication = 'ended taskgroups by application, for the scheduler';
const byNode = 'ended taskgroups by node, for the scheduler';
const liveByApplication = 'ended taskgroups that count as live, by application, for the scheduler';

const hasEnded = (pod: core.Pod): boolean => Boolean(pod.spec.nodeName) && isPodFinished(pod);

export class Ended {
  private readonly pods: Lister<core.Pod>;

  constructor(informers: PluginIngredients['informers']) {
    const pods = informers.of<core.Pod>(kinds.pods);
    const where = (key: (application: ApplicationRef, pod: core.Pod) => string | undefined) => (pod: core.Pod): readonly string[] => {
      const application = hasEnded(pod) ? applicationOf(pod) : undefined;
      const found = application && key(application, pod);
      return found === undefined ? [] : [found];
    };
    pods.addIndex(byApplication, where(({ key }) => key));
    pods.addIndex(byNode, where((_, { spec }) => spec.nodeName ?? ''));
    // The document counts those that could not be begun.
    pods.addIndex(liveByApplication, where(({ key }, pod) => (isLive(taskgroupOf(pod, { nodeLost: false }).status) ? key : undefined)));
    this.pods = pods.lister;
  }

  countOf(application: string): number {
    return this.pods.byIndex(byApplication, application).length;
  }

  /** Those that count as live. */
  tallyOf(application: string): bcsRules.Tally {
    const live = this.pods.byIndex(liveByApplication, application);
    return live.reduce((tally, { metadata }) => tally.add(readAttributes(metadata.annotations?.[marks.attributesAnnotation] ?? ''), 1), new Tally(() => live.length));
  }

  on(node: string): readonly core.Pod[] {
    return this.pods.byIndex(byNode, node);
  }
}

export type LabelsOf = (application: ApplicationRef, member: core.Pod) => ReadonlySet<string>;

/** `key:value` of the labels of applications, as their latest versions say them; of one that is gone, what its taskgroups have. */
export function labelsBy(informers: PluginIngredients['informers']): LabelsOf {
  const applications = informers.of(kinds.bcsapplications).lister;
  const known = new WeakMap<object, ReadonlySet<string>>();
  return ({ namespace, name }, member) => {
    const source = applications.get({ namespace, name })?.spec ?? member;
    const found = known.get(source) ?? new Set(Object.entries('definition' in source ? ofDefinition(source, member) : ofPod(member)).map(([key, value]) => `${key}:${value}`));
    known.set(source, found);
    return found;
  };
}

type Labels = Readonly<Record<string, string>>;

const ofPod = ({ metadata: { labels = {} } }: core.Pod): Labels => Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith(marks.prefix)));

/** Somebody may have written a definition by hand that is none. */
function ofDefinition(spec: Parameters<typeof soundDefinition>[0], member: core.Pod): Labels {
  const definition = soundDefinition(spec);
  return definition ? labelsOf(definition) : ofPod(member);
}
