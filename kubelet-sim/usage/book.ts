/** What ResourceUsage and ClusterResourceUsage objects say of containers, while there are any. */
import { QuantityError, type core } from '../../api';
import { clusterResourceUsageNames, resourceUsageNames, type ContainerUsage, type ResourceUsage, type UsageValue } from '../resources/usage';
import { followRules, type Tell } from '../rules/follow';
import type { JudgementContext } from '../rules/judgements';
import { PodRules, ruleFor } from '../rules/pod-rules';
import { amountIn, type MeasuredResource } from './amount';
import { UsageFault, type Amount, type Expression } from './expressions';

interface Group {
  readonly containers: readonly string[];
  readonly amounts: ReadonlyMap<string, Amount>;
}

export class UsageBook {
  private readonly rules = new PodRules<Group>();

  constructor(private readonly read: (text: string) => Expression) {}

  /** What is said of a container; its pod's own ResourceUsage goes first, ClusterResourceUsages go by their names. */
  find(pod: core.Pod, container: string, resource: MeasuredResource): Amount | undefined {
    return this.rules.find(pod, (groups) => ruleFor(groups, namedBy, container)?.amounts.get(resource));
  }

  /** Throws UsageFault for what makes no sense; nothing of it is heeded then. `tell`: of an expression that turns out to fail. */
  put(usage: ResourceUsage, tell: Tell = () => undefined): void {
    this.remove(usage);
    const { selector, usages = [] } = usage.spec;
    this.rules.put(usage, usages.map((group, i) => this.group(group, `spec.usages[${i}]`, tell)), selector);
  }

  remove(usage: ResourceUsage): void {
    this.rules.remove(usage);
  }

  private group({ containers = [], usage = {} }: ContainerUsage, at: string, tell: Tell): Group {
    return { containers, amounts: new Map(Object.entries(usage).map(([resource, value]) => [resource, this.amount(value, resource as MeasuredResource, `${at}.usage[${resource}]`, tell)])) };
  }

  private amount({ value, expression }: UsageValue, resource: MeasuredResource, at: string, tell: Tell): Amount {
    try {
      if (value !== undefined) {
        const fixed = amountIn(resource, String(value));
        return () => fixed;
      }
      return expression === undefined ? () => 0 : telling(this.read(expression), (message) => tell({ reason: 'ExpressionFailed', message: `${at}: ${message}` }));
    } catch (error) {
      if (!(error instanceof UsageFault || error instanceof QuantityError)) throw error;
      throw new UsageFault(`${at}: ${error.message}`);
    }
  }
}

/** Says once why the expression comes to nothing. */
function telling(expression: Expression, tell: (message: string) => void): Amount {
  let isTold = false;
  return (subject) => expression(subject, (message) => {
    if (!isTold) tell(message);
    isTold = true;
  });
}

const namedBy = ({ containers }: Group): readonly string[] => containers;

/** Keeps the book while the signal has not aborted; a fault is told on the object and in an event. Returns how to leave. */
export const followUsages = (context: JudgementContext, book: UsageBook): (() => void) => followRules<ResourceUsage>(context, {
  names: [resourceUsageNames, clusterResourceUsageNames],
  put(usage, tell) {
    try {
      book.put(usage, tell);
      return undefined;
    } catch (error) {
      if (!(error instanceof UsageFault)) throw error;
      return { reason: 'InvalidUsage', message: error.message };
    }
  },
  remove: (usage) => book.remove(usage),
});
