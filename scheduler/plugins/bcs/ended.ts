/** Taskgroups that have ended and are still there. The scheduler's own picture has none of them; constraints count them. */
import { bcsRules, kinds, type core } from '../../../api';
import type { Lister, PluginIngredients } from '../../framework';
import { applicationOf, type ApplicationRef } from './taskgroups';

const { definitionOf, labelsOf, marks } = bcsRules;

const byApplication = 'ended taskgroups by application, for the scheduler';
const byNode = 'ended taskgroups by node, for the scheduler';

const hasEnded = ({ spec, status }: core.Pod): boolean => Boolean(spec.nodeName) && (status.phase === 'Succeeded' || status.phase === 'Failed');

export class Ended {
  private readonly pods: Lister<core.Pod>;

  constructor(informers: PluginIngredients['informers']) {
    const pods = informers.of<core.Pod>(kinds.pods);
    const where = (key: (application: ApplicationRef, pod: core.Pod) => string) => (pod: core.Pod): readonly string[] => {
      const application = hasEnded(pod) ? applicationOf(pod) : undefined;
      return application ? [key(application, pod)] : [];
    };
    pods.addIndex(byApplication, where(({ key }) => key));
    pods.addIndex(byNode, where((_, { spec }) => spec.nodeName ?? ''));
    this.pods = pods.lister;
  }

  of(application: string): readonly core.Pod[] {
    return this.pods.byIndex(byApplication, application);
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
function ofDefinition(spec: Parameters<typeof definitionOf>[0], member: core.Pod): Labels {
  try {
    return labelsOf(definitionOf(spec));
  } catch (error) {
    if (error instanceof bcsRules.DefinitionFault) return ofPod(member);
    throw error;
  }
}

