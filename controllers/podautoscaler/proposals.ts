/** What each metric of an autoscaler proposes (upstream's computeStatusFor…, pkg/controller/podautoscaler/horizontal.go). */
import { canonicalQuantity, milliValue, selectorOf, type autoscalingV2, type LabelSelector } from '../../api';
import { byAverage, byShare, byUtilization, byValue, type Situation } from './calculate';
import { selectorText } from './go-text';
import type { MetricsClient } from './metrics-client';

type Spec = autoscalingV2.MetricSpec;
type Status = autoscalingV2.MetricStatus;
type Identifier = autoscalingV2.MetricIdentifier;

export interface Proposal {
  readonly replicas: number;
  /** What the metric is called in conditions and events. */
  readonly name: string;
  readonly status: Status;
}

/** Why a metric proposes nothing. */
export class MetricFault extends Error {
  /** `finding`: the text of the condition and its event; the message is what is said of it in sum. */
  constructor(readonly reason: string, readonly finding: string, message: string) {
    super(message);
  }
}

export interface ProposalContext extends Situation {
  readonly metrics: MetricsClient;
  readonly namespace: string;
  readonly selector: LabelSelector;
  /** Replicas there are; `current` is how many there should be. */
  readonly observed: number;
}

const quantity = (thousandths: number): string => canonicalQuantity(`${thousandths}m`);
const identified = ({ name, selector }: Identifier): Identifier => ({ name, ...(selector && { selector }) });
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Rejects with MetricFault. */
export async function propose(spec: Spec, context: ProposalContext): Promise<Proposal> {
  if (spec.type === 'Resource' && spec.resource) return proposeResource(spec.resource, context);
  if (spec.type === 'ContainerResource' && spec.containerResource) return proposeContainer(spec.containerResource, context);
  if (spec.type === 'Pods' && spec.pods) return proposePods(spec.pods, context);
  if (spec.type === 'Object' && spec.object) return proposeObject(spec.object, context);
  if (spec.type === 'External' && spec.external) return proposeExternal(spec.external, context);
  const message = `unknown metric source type ${JSON.stringify(spec.type)}`;
  throw new MetricFault('InvalidMetricSourceType', message, message);
}

/** `sum`: how the fault is spoken of outside. */
async function faulting<T>(reason: string, sum: (text: string) => string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const text = textOf(error);
    throw new MetricFault(reason, text, sum(text));
  }
}

async function naming<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(`${what}: ${textOf(error)}`, { cause: error });
  }
}

interface Usage { readonly replicas: number; readonly name: string; readonly current: autoscalingV2.MetricValueStatus }

async function resourceUsage(resource: string, container: string | undefined, target: autoscalingV2.MetricTarget, context: ProposalContext): Promise<Usage> {
  const metrics = () => naming(`unable to get metrics for resource ${resource}`, () => context.metrics.resource(resource, context.namespace, context.selector, container));
  if (target.averageValue !== undefined) {
    const wanted = milliValue(target.averageValue);
    const { replicas, usage } = await naming(`failed to get ${resource} usage`, async () => byAverage(context, await metrics(), resource, wanted));
    return { replicas, name: `${resource} resource`, current: { averageValue: quantity(usage) } };
  }
  const { averageUtilization } = target;
  if (averageUtilization === undefined) throw new Error('invalid resource metric source: neither an average utilization target nor an average value (usage) target was set');
  const { replicas, utilization, average } = await naming(`failed to get ${resource} utilization`, async () => byUtilization(context, await metrics(), resource, container, averageUtilization));
  return { replicas, name: `${resource}${container === undefined ? '' : ' container'} resource utilization (percentage of request)`, current: { averageUtilization: utilization, averageValue: quantity(average) } };
}

async function proposeResource({ name: resource, target }: autoscalingV2.ResourceMetricSource, context: ProposalContext): Promise<Proposal> {
  const { replicas, name, current } = await faulting('FailedGetResourceMetric', (text) => `failed to get ${resource} resource metric value: ${text}`, () => resourceUsage(resource, undefined, target, context));
  return { replicas, name, status: { type: 'Resource', resource: { name: resource, current } } };
}

async function proposeContainer({ name: resource, container, target }: autoscalingV2.ContainerResourceMetricSource, context: ProposalContext): Promise<Proposal> {
  const { replicas, name, current } = await faulting('FailedGetContainerResourceMetric', (text) => `failed to get ${container} container metric value: ${text}`, () => resourceUsage(resource, container, target, context));
  return { replicas, name, status: { type: 'ContainerResource', containerResource: { name: resource, container, current } } };
}

async function proposePods({ metric, target }: autoscalingV2.PodsMetricSource, context: ProposalContext): Promise<Proposal> {
  const { replicas, usage } = await faulting('FailedGetPodsMetric', (text) => `failed to get pods metric value: ${text}`, async () => {
    const selector = metricSelector(metric);
    const metrics = await naming(`unable to get metric ${metric.name}`, () => context.metrics.pods(metric.name, context.namespace, context.selector, selector));
    return byAverage(context, metrics, undefined, milliValue(target.averageValue ?? '0'));
  });
  return { replicas, name: `pods metric ${metric.name}`, status: { type: 'Pods', pods: { metric: identified(metric), current: { averageValue: quantity(usage) } } } };
}

/** Without a selector nothing is selected by. */
const metricSelector = ({ selector }: Identifier): LabelSelector => selectorOf(selector ?? {});

async function proposeObject({ metric, target, describedObject }: autoscalingV2.ObjectMetricSource, context: ProposalContext): Promise<Proposal> {
  const { namespace, metrics } = context;
  const reason = 'FailedGetObjectMetric';
  // The order of the words is upstream's.
  const value = async (): Promise<number> => {
    try {
      return await metrics.object(metric.name, namespace, describedObject, metricSelector(metric));
    } catch (error) {
      throw new Error(`unable to get metric ${metric.name}: ${describedObject.kind} on ${namespace} ${describedObject.name}/${textOf(error)}`, { cause: error });
    }
  };
  const statusOf = (current: autoscalingV2.MetricValueStatus): Status => ({ type: 'Object', object: { describedObject, metric: identified(metric), current } });
  if (target.type === 'Value' && target.value !== undefined) {
    const wanted = milliValue(target.value);
    return faulting(reason, (text) => `failed to get object metric value: ${text}`, async () => {
      const usage = await value();
      return { replicas: byValue(context, usage, wanted), name: `${describedObject.kind} metric ${metric.name}`, status: statusOf({ value: quantity(usage) }) };
    });
  }
  if (target.type === 'AverageValue' && target.averageValue !== undefined) {
    const wanted = milliValue(target.averageValue);
    return faulting(reason, (text) => `failed to get object metric value: failed to get ${metric.name} object metric: ${text}`, async () => {
      const { replicas, usage } = byShare(context.observed, context.tolerances, await value(), wanted);
      return { replicas, name: externalName(metric), status: statusOf({ averageValue: quantity(usage) }) };
    });
  }
  const text = 'invalid object metric source: neither a value target nor an average value target was set';
  throw new MetricFault(reason, text, `failed to get object metric value: ${text}`);
}

const externalName = ({ name, selector }: Identifier): string => `external metric ${name}(${selectorText(selector)})`;

async function proposeExternal({ metric, target }: autoscalingV2.ExternalMetricSource, context: ProposalContext): Promise<Proposal> {
  const { namespace, metrics } = context;
  const reason = 'FailedGetExternalMetric';
  const sum = (text: string): string => `failed to get ${metric.name} external metric value: ${text}`;
  const value = async (): Promise<number> => {
    const values = await naming(`unable to get external metric ${namespace}/${metric.name}/${selectorText(metric.selector)}`, () => metrics.external(metric.name, namespace, metricSelector(metric)));
    return values.reduce((total, one) => total + one, 0);
  };
  const statusOf = (current: autoscalingV2.MetricValueStatus): Status => ({ type: 'External', external: { metric: identified(metric), current } });
  if (target.averageValue !== undefined) {
    const wanted = milliValue(target.averageValue);
    return faulting(reason, (text) => sum(`failed to get ${metric.name} external metric: ${text}`), async () => {
      const { replicas, usage } = byShare(context.observed, context.tolerances, await value(), wanted);
      return { replicas, name: externalName(metric), status: statusOf({ averageValue: quantity(usage) }) };
    });
  }
  if (target.value !== undefined) {
    const wanted = milliValue(target.value);
    return faulting(reason, (text) => sum(`failed to get external metric ${metric.name}: ${text}`), async () => {
      const usage = await value();
      return { replicas: byValue(context, usage, wanted), name: externalName(metric), status: statusOf({ value: quantity(usage) }) };
    });
  }
  const text = 'invalid external metric source: neither a value target nor an average value target was set';
  throw new MetricFault(reason, text, sum(text));
}
