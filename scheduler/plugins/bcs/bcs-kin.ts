/**
 * The part of a constraint for which other taskgroups count: UNIQUE, MAXPER and GROUPBY look at those of the application, EXCLUDE at those of others on
 * the host (section 7.2 of the document's specification). Who has no such constraint pays nothing.
 */
import { bcsRules, type core } from '../../../api';
import { skip, stateKey, unschedulable, type AssignedPodChange, type Cycle, type NodeInfo, type PluginIngredients, type PodInfo, type SchedulerPlugin, type Snapshot } from '../../framework';
import { agentsBy, CandidateAgent } from './agents';
import { Ended, labelsBy, type LabelsOf } from './ended';
import { applicationOf, Families, type ApplicationRef } from './taskgroups';
import { wishesOf } from './wishes';

const { fitsConstraint, itemsOf } = bcsRules;

const unfit = unschedulable("node(s) didn't fit the application's constraint beside other taskgroups");

/** What was worked out for all agents. */
interface Relations {
  readonly constraint: bcsRules.Constraint;
  readonly kin: bcsRules.Kin;
  /** Labels of other applications on a host. */
  readonly others: (node: NodeInfo) => Labels;
}

type Labels = ReturnType<bcsRules.Candidate['labelsOfOthers']>;

const relations = stateKey<Relations>('BcsKin');

const familiesOf = (snapshot: Snapshot): Families => snapshot.view('BcsKin', () => new Families());

/** In the eyes of one application; a pod that is of none has no kin. */
function kinOf(own: ApplicationRef | undefined, families: Families, ended: Ended): bcsRules.Kin {
  const living = own && families.of(own.key);
  const erred = own && ended.tallyOf(own.key);
  return {
    count: (living?.count ?? 0) + (own ? ended.countOf(own.key) : 0),
    sharing: (name, attribute) => (living?.tally.sharing(name, attribute) ?? 0) + (erred?.sharing(name, attribute) ?? 0),
  };
}

/** Where a label of other applications is: found out once for all agents; those that have ended are looked up where it is asked for. */
function othersOf(own: ApplicationRef | undefined, families: Families, ended: Ended, labels: LabelsOf): (node: NodeInfo) => Labels {
  const carries = (label: string, application: ApplicationRef, member: core.Pod): boolean => application.key !== own?.key && labels(application, member).has(label);
  const hosts = new Map<string, ReadonlySet<string>>();
  const hostsOf = (label: string): ReadonlySet<string> => {
    const known = hosts.get(label) ?? families.hostsOf((application, member) => carries(label, application, member));
    hosts.set(label, known);
    return known;
  };
  const hasEnded = (label: string, pod: core.Pod): boolean => {
    const application = applicationOf(pod);
    return application !== undefined && carries(label, application, pod);
  };
  return ({ name }) => ({ has: (label) => hostsOf(label).has(name) || ended.on(name).some((pod) => hasEnded(label, pod)) });
}

const constraintOf = (pod: PodInfo): bcsRules.Constraint | undefined => {
  const wishes = wishesOf(pod);
  return 'fault' in wishes ? undefined : wishes.withOthers;
};

const asksFor = (pod: PodInfo, ...operators: readonly string[]): boolean => itemsOf(constraintOf(pod)).some(({ operate = '' }) => operators.includes(operate));

/** Taskgroups of the application that go make room beside them; those of others, where they are excluded. */
function helpsToGo(pod: PodInfo, { pod: other }: AssignedPodChange): boolean {
  const theirs = applicationOf(other.pod)?.key;
  if (theirs === undefined) return false;
  return theirs === applicationOf(pod.pod)?.key ? asksFor(pod, 'UNIQUE', 'MAXPER', 'GROUPBY') : asksFor(pod, 'EXCLUDE');
}

/** With one more of them in all, a group may have more, too. */
const helpsToCome = (pod: PodInfo, { pod: other }: AssignedPodChange): boolean => asksFor(pod, 'GROUPBY') && applicationOf(other.pod)?.key === applicationOf(pod.pod)?.key;

export const bcsKin = ({ informers }: Pick<PluginIngredients, 'informers'>): SchedulerPlugin => {
  const at = agentsBy(informers);
  const ended = new Ended(informers);
  const labels = labelsBy(informers);
  return {
    name: 'BcsKin',
    preFilter({ pod, snapshot, state }: Cycle) {
      const constraint = constraintOf(pod);
      if (!constraint) return skip;
      const [own, families] = [applicationOf(pod.pod), familiesOf(snapshot)];
      state.write(relations, { constraint, kin: kinOf(own, families, ended), others: othersOf(own, families, ended, labels) });
      return undefined;
    },
    filter({ state }, node) {
      const found = state.read(relations);
      if (!found) return undefined;
      const candidate = new CandidateAgent(at(node.facts), node, found.others);
      return fitsConstraint(found.constraint, candidate, found.kin) ? undefined : unfit;
    },
    wakeOn: [
      { subject: 'Node', kinds: ['NodeAdded', 'NodeLabelsChanged', 'NodeSettingChanged'] },
      { subject: 'AssignedPod', kinds: ['PodAssigned'], helps: helpsToCome },
      { subject: 'AssignedPod', kinds: ['PodLabelsChanged', 'PodGone', 'EndedPodGone'], helps: helpsToGo },
      { subject: 'Self', kinds: ['OwnAnnotationsChanged'], helps: (pod, { old }) => !old || JSON.stringify(constraintOf(pod)) !== JSON.stringify(constraintOf(old)) },
    ],
  };
};
