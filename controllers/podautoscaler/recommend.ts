/** What all metrics of an autoscaler together recommend (upstream's computeReplicasForMetrics, pkg/controller/podautoscaler/horizontal.go). */
import { parseLabelSelector, type autoscaling, type autoscalingV2, type core, type LabelSelector } from '../../api';
import type { EventRecorder } from '../../client';
import { finding, type Finding } from './conditions';
import { MetricFault, propose, type Proposal, type ProposalContext } from './proposals';

type Autoscaler = autoscalingV2.HorizontalPodAutoscaler;

export interface Recommended {
  /** Absent: no metric can be relied on, and nothing is to be done. */
  readonly best?: { readonly replicas: number; readonly name: string };
  readonly statuses: autoscalingV2.MetricStatus[] | null;
  readonly finding: Finding;
  readonly error?: Error;
}

export interface RecommendContext extends Pick<ProposalContext, 'metrics' | 'tolerances' | 'now'> {
  readonly recorder: EventRecorder;
  /** Pods of the autoscaler's namespace. */
  readonly pods: readonly core.Pod[];
  /** Remembers what the autoscaler selects; the names of all autoscalers that select one of the pods. */
  claim(selector: LabelSelector, pods: readonly core.Pod[]): readonly string[];
}

export async function recommend(hpa: Autoscaler, scale: autoscaling.Scale, context: RecommendContext): Promise<Recommended> {
  const { selector, pods, fault } = selected(hpa, scale.status?.selector ?? '', context);
  if (fault) return fault;
  return overall(hpa, scale.spec?.replicas ?? 0, {
    metrics: context.metrics, tolerances: context.tolerances, now: context.now, namespace: hpa.metadata.namespace ?? '', selector, pods,
    current: scale.spec?.replicas ?? 0, observed: scale.status?.replicas ?? 0,
  }, context.recorder);
}

type Selected = { readonly selector: LabelSelector; readonly pods: readonly core.Pod[]; readonly fault?: undefined } | { readonly selector?: undefined; readonly pods?: undefined; readonly fault: Recommended };

function selected(hpa: Autoscaler, text: string, { recorder, pods, claim }: RecommendContext): Selected {
  const refuse = (event: string, message: string, reason = event, told = message): Selected => {
    recorder.event(hpa, 'Warning', event, message);
    return { fault: { statuses: null, finding: finding('ScalingActive', false, reason, told), error: new Error(message) } };
  };
  if (!text) return refuse('SelectorRequired', 'selector is required', 'InvalidSelector', "the HPA target's scale is missing a selector");
  const selector = readSelector(text);
  if (selector instanceof Error) return refuse('InvalidSelector', `couldn't convert selector into a corresponding internal selector object: ${selector.message}`);
  const matching = pods.filter(({ metadata }) => selector.matches(metadata.labels));
  const claimants = claim(selector, matching);
  if (claimants.length > 1) return refuse('AmbiguousSelector', `pods by selector ${text} are controlled by multiple HPAs: [${claimants.join(' ')}]`);
  return { selector, pods: matching };
}

function readSelector(text: string): LabelSelector | Error {
  try {
    return parseLabelSelector(text);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** The highest proposal counts; while some metrics fail, replicas do not become fewer. */
async function overall(hpa: Autoscaler, current: number, context: ProposalContext, recorder: EventRecorder): Promise<Recommended> {
  const outcomes: (Proposal | MetricFault)[] = [];
  for (const spec of hpa.spec.metrics ?? []) {
    const outcome = await proposedOrFault(spec, context);
    if (outcome instanceof MetricFault) recorder.event(hpa, 'Warning', outcome.reason, outcome.finding);
    outcomes.push(outcome);
  }
  const proposals = outcomes.filter((outcome): outcome is Proposal => !(outcome instanceof MetricFault));
  const faults = outcomes.filter((outcome) => outcome instanceof MetricFault);
  const statuses = outcomes.map((outcome) => (outcome instanceof MetricFault ? { type: '' } : outcome.status));
  const best = proposals.reduce<Proposal | undefined>((highest, proposal) => (!highest || highest.replicas === 0 || proposal.replicas > highest.replicas ? proposal : highest), undefined);
  const [first] = faults;
  const error = first && { error: new Error(`invalid metrics (${faults.length} invalid out of ${outcomes.length}), first error is: ${first.message}`) };
  if (!best || (first && best.replicas < current)) {
    const { reason = '', finding: text = '' } = first ?? {};
    return { statuses, finding: finding('ScalingActive', false, reason, `the HPA was unable to compute the replica count: ${text}`), ...error };
  }
  const found = finding('ScalingActive', true, 'ValidMetricFound', `the HPA was able to successfully calculate a replica count from ${best.name}`);
  return { best: { replicas: best.replicas, name: best.name }, statuses, finding: found, ...error };
}

async function proposedOrFault(spec: autoscalingV2.MetricSpec, context: ProposalContext): Promise<Proposal | MetricFault> {
  try {
    return await propose(spec, context);
  } catch (error) {
    if (error instanceof MetricFault) return error;
    throw error;
  }
}
