/**
 * Whether an agent will do: it is there and enabled, one of its taints is tolerated, what the constraint says of agents alone fits, the address that
 * is asked for may be there, and enough of its own ports are free (sections 7.1 to 7.6 of the document's specification).
 */
import { bcsRules } from '../../../api';
import { unresolvable, unschedulable, type Answer, type NodeInfo, type PluginIngredients, type PodInfo, type SchedulerPlugin } from '../../framework';
import { emptyNode } from '../../node-info';
import { agentsBy, CandidateAgent, type AgentAt } from './agents';
import { freePorts, promises } from './promises';
import { wishesOf, type Wishes } from './wishes';

const { attributeOf, fitsConstraint, isWhereAsked, namesIn, Tally, toleratesTaints } = bcsRules;

const name = 'BcsAgents';

const lost = unresolvable('node(s) were lost');
const disabled = unresolvable('node(s) were disabled');
const tainted = unresolvable('node(s) had taints of which the application tolerates none');
const unfit = unresolvable("node(s) didn't fit the application's constraint");
const elsewhere = unresolvable("node(s) were not where the taskgroup's address may be");
const tooFewPorts = unschedulable("node(s) didn't have enough free ports for the taskgroup");
const notRetained = 'the node that the taskgroup had is not there';

/** Who looks at agents alone has nobody to compare with. */
const nobody = new Tally(() => 0);

function verdictOf(wishes: Wishes, node: NodeInfo, at: AgentAt): Answer {
  const agent = at(node.facts);
  if (agent.lost) return lost;
  if (agent.disabled) return disabled;
  if (!toleratesTaints(wishes.constraint, agent.noSchedule)) return tainted;
  if (wishes.alone && !fitsConstraint(wishes.alone, new CandidateAgent(agent, node), nobody)) return unfit;
  if (wishes.requestedIp && !isWhereAsked(wishes.requestedIp, agent)) return elsewhere;
  return freePorts(node, wishes.randomPorts).length < wishes.randomPorts ? tooFewPorts : undefined;
}

/** Nothing else that it asks for comes with a pod that goes. */
function needsPorts(pod: PodInfo): boolean {
  const wishes = wishesOf(pod);
  return !('fault' in wishes) && wishes.randomPorts > 0;
}

/** Asked only of pods that have passed preFilter. */
const sane = (pod: PodInfo): Wishes => wishesOf(pod) as Wishes;

/** Which of the agent's attributes the taskgroup remembers. */
function remembered({ constraint }: Wishes, node: NodeInfo, at: AgentAt): bcsRules.Attributes {
  const candidate = constraint && new CandidateAgent(at(node.facts), node);
  return new Map(candidate && [...namesIn(constraint)].flatMap((name) => {
    const attribute = attributeOf(candidate, name);
    return attribute ? [[name, attribute] as const] : [];
  }));
}

export const bcsAgents = ({ informers, clock }: Pick<PluginIngredients, 'informers' | 'clock'>): SchedulerPlugin => {
  const at = agentsBy(informers);
  const fitsEmpty = (pod: PodInfo, node: NodeInfo): boolean => {
    const wishes = wishesOf(pod);
    return !('fault' in wishes) && verdictOf(wishes, node, at) === undefined;
  };
  const asks = (pod: PodInfo): string => {
    const wishes = wishesOf(pod);
    return 'fault' in wishes ? wishes.fault : JSON.stringify([wishes.sign, wishes.retain]);
  };
  return {
    name,
    sign: (pod) => {
      const wishes = wishesOf(pod);
      return 'fault' in wishes ? undefined : wishes.sign;
    },
    preFilter({ pod, snapshot }) {
      const wishes = wishesOf(pod);
      if ('fault' in wishes) return unresolvable(wishes.fault);
      const { retain } = wishes;
      if (!retain || clock.now() >= retain.until) return undefined;
      return snapshot.node(retain.node) ? { nodeNames: new Set([retain.node]) } : unresolvable(notRetained);
    },
    filter: ({ pod }, node) => verdictOf(sane(pod), node, at),
    reserve({ pod, snapshot }, nodeName) {
      const wishes = sane(pod);
      const node = snapshot.node(nodeName);
      if (!node || (!wishes.constraint && wishes.randomPorts === 0 && wishes.ports.length === 0)) return undefined;
      const ports = freePorts(node, wishes.randomPorts);
      if (ports.length < wishes.randomPorts) return tooFewPorts;
      promises.set(pod, { ports, attributes: remembered(wishes, node, at) });
      return undefined;
    },
    unreserve: ({ pod }) => void promises.delete(pod),
    wakeOn: [
      {
        subject: 'Node', kinds: ['NodeAdded', 'NodeTaintsChanged', 'NodeLabelsChanged', 'NodeAnnotationsChanged', 'NodeSettingChanged'],
        helps: (pod, { node }) => fitsEmpty(pod, emptyNode(node, 0)),
      },
      { subject: 'AssignedPod', kinds: ['PodGone'], helps: needsPorts },
      { subject: 'Self', kinds: ['OwnAnnotationsChanged'], helps: (pod, { old }) => !old || asks(pod) !== asks(old) },
    ],
  };
};
