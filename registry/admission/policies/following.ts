/** The policies and bindings of a kind, followed as they change. */
import type { KubeObject, ResourceDefinition } from '../../../api';
import type { Attempt, Settlement } from '../../admission';
import type { Entry, Registry, ResourceStore } from '../../resource-store';
import { isOf } from '../attempts';
import { Followed } from '../followed';
import type { PluginContext } from '../plugin-context';
import { matchingOf, type Matching } from './matching';
import { PolicyTable, type Binding, type Bound, type Policy } from './policy-table';

interface Prepared<P extends Policy, C> {
  readonly policy: P;
  readonly matching: Matching;
  /** Compiled when it is first asked for. */
  readonly compiled: C;
}

type ByPolicy<B extends Binding> = ReadonlyMap<string, readonly Bound<B>[]>;

export interface PolicyKind<P extends Policy, B extends Binding, C> {
  readonly policies: ResourceDefinition<P>;
  readonly bindings: ResourceDefinition<B>;
  readonly compile: (policy: P) => C;
}

export interface PolicySource<P extends Policy, B extends Binding, C> {
  /** At once, except at the very first and after a change. */
  get(): PolicyTable<P, B, C> | Promise<PolicyTable<P, B, C>>;
  /** For the plugin's `settled`. */
  note(attempt: Attempt, settlement: Settlement): void;
}

export function followPolicies<P extends Policy, B extends Binding, C>({ registry }: PluginContext, kind: PolicyKind<P, B, C>): PolicySource<P, B, C> {
  const slot = Symbol('policy');
  // What has not changed stays compiled.
  const policies = new Followed(() => served(registry, kind.policies), (entries) => entries.map((entry) => entry.memo(slot, ({ object }) => prepared(object, kind.compile))));
  const bindings = new Followed(() => served(registry, kind.bindings), byPolicy<B>);
  let known: { readonly of: readonly Prepared<P, C>[]; readonly with: ByPolicy<B>; readonly table: PolicyTable<P, B, C> } | undefined;

  function joined(all: readonly Prepared<P, C>[], bound: ByPolicy<B>): PolicyTable<P, B, C> {
    if (known?.of !== all || known.with !== bound) known = { of: all, with: bound, table: tableOf(all, bound) };
    return known.table;
  }

  return {
    get() {
      const [all, bound] = [policies.get(), bindings.get()];
      if (!(all instanceof Promise) && !(bound instanceof Promise)) return joined(all, bound);
      return Promise.all([all, bound]).then(([a, b]) => joined(a, b));
    },
    note(attempt, settlement) {
      if (settlement === 'failed') return;
      if (isOf(attempt, kind.policies)) policies.outdated();
      if (isOf(attempt, kind.bindings)) bindings.outdated();
    },
  };
}

const served = <T extends KubeObject>(registry: Registry, definition: ResourceDefinition<T>): ResourceStore<T> | undefined =>
  registry.find(definition.group, definition.version, definition.names.plural) && registry.store(definition);

function prepared<P extends Policy, C>(policy: P, compile: (policy: P) => C): Prepared<P, C> {
  let compiled: C | undefined;
  return { policy, matching: matchingOf(policy.spec.matchConstraints), get compiled() { return (compiled ??= compile(policy)); } };
}

function byPolicy<B extends Binding>(entries: readonly Entry<B>[]): ByPolicy<B> {
  const found = new Map<string, Bound<B>[]>();
  for (const { object: binding } of entries) {
    const { policyName = '', matchResources } = binding.spec;
    const others = found.get(policyName) ?? [];
    found.set(policyName, others);
    others.push({ binding, matching: matchingOf(matchResources) });
  }
  return found;
}

/** A policy that is bound nowhere says nothing. */
function tableOf<P extends Policy, B extends Binding, C>(all: readonly Prepared<P, C>[], bound: ByPolicy<B>): PolicyTable<P, B, C> {
  return new PolicyTable(all.flatMap((each) => {
    const bindings = bound.get(each.policy.metadata.name ?? '');
    return bindings ? [{ policy: each.policy, matching: each.matching, get compiled() { return each.compiled; }, bindings }] : [];
  }));
}
