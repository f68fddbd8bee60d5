/** Services that want their traffic to stay in its zone by themselves: `service.kubernetes.io/topology-mode: Auto`. */
import { formatKey, keyOf, type core, type discovery } from '../../../api';
import type { Family } from '../../endpoints/families';
import { planSlices, type Changes, type Wanted } from '../plan';
import { allocate, capacityOf, sharesOf, type Allocations, type Shares } from './allocation';
import { distribute, withHintsOf } from './hints';
import { wantsHints } from './mode';

type Slice = discovery.EndpointSlice;

export type Tell = (type: 'Normal' | 'Warning', reason: string, message: string) => void;

export class Topology {
  /** Services with hints, with the families that have them. */
  private readonly hinted = new Map<string, Set<Family>>();
  /** Undefined: to be looked at again. */
  private shares: { readonly of: Shares | undefined } | undefined;

  constructor(private readonly nodes: () => readonly core.Node[]) {}

  /** Which services a change of a node concerns; `old` is absent for nodes that come or go. */
  concerned(node: core.Node, old: core.Node | undefined): readonly string[] {
    if (this.shares === undefined || (old && countsAs(old) === countsAs(node))) return [];
    this.shares = undefined;
    return [...this.hinted.keys()];
  }

  forget(key: string): void {
    this.hinted.delete(key);
    // Nodes are watched for no one.
    if (this.hinted.size === 0) this.shares = undefined;
  }

  /** As `planSlices`, with hints where the service wants them and its zones allow. */
  plan(service: core.Service, wanted: Wanted, existing: readonly Slice[], tell: Tell): Changes {
    const key = formatKey(keyOf(service));
    if (!wantsHints(service)) {
      for (const family of this.hinted.get(key) ?? []) tell('Warning', 'TopologyAwareHintsDisabled', `Topology Aware Hints has been disabled, addressType: ${family}`);
      this.forget(key);
      return planSlices(wanted, existing);
    }
    const allocations = new Map([...new Set(wanted.groups.map(({ addressType }) => addressType))].map((family) => [family, this.allocations(key, wanted, family, tell)]));
    const groups = withHintsOf(existing.filter(({ addressType }) => allocations.get(addressType)), wanted.groups);
    let changes = planSlices({ ...wanted, groups }, existing);
    for (const [family, found] of allocations) {
      if (found) changes = ofFamily(changes, family, (own) => distribute(own, existing.filter(({ addressType }) => addressType === family), found));
    }
    return changes;
  }

  private allocations(key: string, { groups }: Wanted, family: Family, tell: Tell): Allocations | undefined {
    const ready = groups.filter(({ addressType }) => addressType === family).flatMap(({ endpoints }) => endpoints).filter(({ conditions }) => conditions?.ready === true);
    this.shares ??= { of: sharesOf(this.nodes()) };
    const found = allocate(ready.length, this.shares.of);
    const families = this.hinted.get(key) ?? new Set<Family>();
    const fault = typeof found === 'string' ? found : ready.every(({ zone }) => zone) ? undefined : 'One or more endpoints do not have a zone specified';
    if (fault !== undefined || typeof found === 'string') {
      families.delete(family);
      if (families.size === 0) this.hinted.delete(key);
      tell('Warning', 'TopologyAwareHintsDisabled', `${fault ?? ''}, addressType: ${family}`);
      return undefined;
    }
    if (families.size === 0) tell('Normal', 'TopologyAwareHintsEnabled', `Topology Aware Hints has been enabled, addressType: ${family}`);
    this.hinted.set(key, families.add(family));
    return found;
  }
}

const countsAs = (node: core.Node): string => {
  const capacity = capacityOf(node);
  return capacity ? `${capacity.cpu} ${capacity.zone}` : '';
};

/** Changes the part of `changes` that concerns one family. */
function ofFamily(changes: Changes, family: Family, change: (own: Changes) => Changes): Changes {
  const pick = (isOwn: boolean): Changes => {
    const chosen = (slices: readonly Slice[]): Slice[] => slices.filter(({ addressType }) => (addressType === family) === isOwn);
    return { create: chosen(changes.create), update: chosen(changes.update), remove: chosen(changes.remove) };
  };
  const [own, others] = [change(pick(true)), pick(false)];
  return { create: [...others.create, ...own.create], update: [...others.update, ...own.update], remove: [...others.remove, ...own.remove] };
}
