/** DoNotSchedule: how uneven the pods of each constraint would be (kube-scheduler plugins/podtopologyspread/filtering.go). */
import type { Cycle, Forkable, NodeFacts, PodInfo } from '../../framework';
import { bump, domainOf, NodeCounts, PodCounts, type Counts } from '../counting';
import { countedName, countsFor, hasAllKeys, scopeOf, type Scope, type SpreadConstraint } from './constraints';

/** One constraint as things stand, and as they would stand with other pods. */
class Skew {
  private readonly changes = new Map<string, number>();
  private lowest: number | undefined;

  constructor(readonly constraint: SpreadConstraint, readonly scope: Scope, readonly counted: (pod: PodInfo) => boolean,
    private readonly domains: Counts, private readonly pods: Counts, private readonly self: number) {}

  fork(): Skew {
    const copy = new Skew(this.constraint, this.scope, this.counted, this.domains, this.pods, this.self);
    for (const [domain, by] of this.changes) copy.changes.set(domain, by);
    copy.lowest = this.lowest;
    return copy;
  }

  change(domain: string, by: number): void {
    bump(this.changes, domain, by);
    this.lowest = undefined;
  }

  tooMuchIn(domain: string): boolean {
    return this.count(domain) + this.self - this.minimum() > this.constraint.maxSkew;
  }

  private count(domain: string): number {
    return (this.pods.get(domain) ?? 0) + (this.changes.get(domain) ?? 0);
  }

  /** Too few domains count as an empty one (KEP-3022). */
  private minimum(): number {
    if (this.domains.size < this.constraint.minDomains) return 0;
    return this.lowest ??= this.findLowest();
  }

  private findLowest(): number {
    // Some domain has none at all.
    if (this.changes.size === 0 && this.pods.size < this.domains.size) return 0;
    let lowest = Infinity;
    for (const domain of this.domains.keys()) {
      const count = this.count(domain);
      if (count < lowest) lowest = count;
    }
    return lowest;
  }
}

export type SkewVerdict = 'fits' | 'no label' | 'too uneven';

export class Spread implements Forkable {
  constructor(private readonly skews: readonly Skew[], private readonly constraints: readonly SpreadConstraint[]) {}

  fork(): Spread {
    return new Spread(this.skews.map((skew) => skew.fork()), this.constraints);
  }

  /** `by` pods more, or fewer, on a node. */
  change(pod: PodInfo, facts: NodeFacts, by: 1 | -1): void {
    if (!hasAllKeys(facts, this.constraints)) return;
    for (const skew of this.skews) {
      if (skew.counted(pod) && skew.scope.includes(facts)) skew.change(domainOf(facts, skew.constraint.topologyKey) ?? '', by);
    }
  }

  on(facts: NodeFacts): SkewVerdict {
    for (const skew of this.skews) {
      const domain = domainOf(facts, skew.constraint.topologyKey);
      if (domain === undefined) return 'no label';
      if (skew.tooMuchIn(domain)) return 'too uneven';
    }
    return 'fits';
  }
}

export function spreadOf({ pod, snapshot }: Cycle, constraints: readonly SpreadConstraint[]): Spread {
  const { namespace } = pod.key;
  const skews = constraints.map((constraint) => {
    const scope = scopeOf({ pod, keys: constraints }, constraint);
    const counted = countsFor(namespace, constraint);
    const place = (facts: NodeFacts): string | undefined => (scope.includes(facts) ? domainOf(facts, constraint.topologyKey) : undefined);
    const at = `${constraint.topologyKey} ${scope.name}`;
    const domains = snapshot.view(`PodTopologySpread domains ${at}`, () => new NodeCounts(place));
    const pods = snapshot.view(`PodTopologySpread pods ${countedName(namespace, constraint)} ${at}`, () => new PodCounts(counted, place));
    const self = constraint.selector.matches(pod.pod.metadata.labels) ? 1 : 0;
    return new Skew(constraint, scope, counted, domains.counts, pods.counts, self);
  });
  return new Spread(skews, constraints);
}
