/** The policies of a kind with their bindings; which of them a request could concern is found out once per resource, operation and subresource. */
import type { admissionregistration, KubeObject, ResourceDefinition } from '../../../api';
import type { Attempt } from '../../admission';
import { RememberedByRequest } from '../remembered';
import { onlyVersion, sightOf } from '../webhooks/sight';
import { couldMean, type Matching, type Sights } from './matching';

export type PolicySpec = admissionregistration.ValidatingAdmissionPolicySpec | admissionregistration.MutatingAdmissionPolicySpec;
export type BindingSpec = Pick<admissionregistration.MutatingAdmissionPolicyBindingSpec, 'policyName' | 'paramRef' | 'matchResources'>;

export type Policy = KubeObject & { readonly spec: PolicySpec };
export type Binding = KubeObject & { readonly spec: BindingSpec };

export interface Bound<B extends Binding> {
  readonly binding: B;
  readonly matching: Matching;
}

/** A policy that holds somewhere, with its expressions compiled. */
export interface Hook<P extends Policy, B extends Binding, C> {
  readonly policy: P;
  readonly matching: Matching;
  readonly compiled: C;
  readonly bindings: readonly Bound<B>[];
}

export interface Candidates<P extends Policy, B extends Binding, C> {
  readonly hooks: readonly Hook<P, B, C>[];
  readonly sights: Sights;
}

const policyKinds = new Set(['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding', 'MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding']);

/** No policy says anything of policies: a bad one could never be taken out again. */
const isExempt = ({ group, kind }: ResourceDefinition): boolean => group === 'admissionregistration.k8s.io' && policyKinds.has(kind);

export class PolicyTable<P extends Policy, B extends Binding, C> {
  private readonly remembered = new RememberedByRequest((attempt) => this.find(attempt));

  constructor(private readonly hooks: readonly Hook<P, B, C>[]) {}

  /** Undefined: no policy has anything to say of such a request. */
  candidates(attempt: Attempt): Candidates<P, B, C> | undefined {
    return this.hooks.length === 0 ? undefined : this.remembered.of(attempt);
  }

  private find(attempt: Attempt): Candidates<P, B, C> | undefined {
    if (isExempt(attempt.requested)) return undefined;
    const sights = sightsOf(attempt);
    const hooks = sights ? this.hooks.filter(({ matching }) => couldMean(matching, sights, attempt)) : [];
    return sights && hooks.length ? { hooks, sights } : undefined;
  }
}

/** Undefined where there is nothing to be seen. */
function sightsOf({ definition, requested, versions = [onlyVersion(definition)], subresource }: Attempt): Sights | undefined {
  const sights = versions.flatMap((version) => sightOf(version, definition, subresource) ?? []);
  const own = sights.find((sight) => sight.definition.group === requested.group && sight.definition.version === requested.version);
  return own && { own, others: sights.filter((sight) => sight !== own) };
}
