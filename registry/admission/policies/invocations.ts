/** Which policies are asked about a request, with which bindings and parameters (k8s.io/apiserver pkg/admission/plugin/policy/generic policy_dispatcher.go). */
import { kinds, type core, type KubeObject, type LabelSelector } from '../../../api';
import type { Attempt } from '../../admission';
import type { Registry } from '../../resource-store';
import type { CachedReads } from '../cached-reads';
import { namespaceOf } from '../webhooks/review';
import type { Sight } from '../webhooks/sight';
import { isOf } from '../attempts';
import { selectsObject, sightBy, type Matching, type Sights } from './matching';
import { ConfigurationFault, paramsOf } from './params';
import type { Binding, Bound, Candidates, Hook, Policy } from './policy-table';

export interface Invocation<P extends Policy, B extends Binding, C> {
  readonly hook: Hook<P, B, C>;
  readonly binding: B;
  readonly sight: Sight;
  readonly params: KubeObject | undefined;
}

/** A binding that cannot be used refuses the request, unless its policy fails open. */
export interface Misconfigured<P extends Policy, B extends Binding, C> {
  readonly hook: Hook<P, B, C>;
  readonly binding: B;
  readonly fault: string;
}

export interface Surroundings {
  readonly registry: Registry;
  readonly namespaces: CachedReads<core.Namespace>;
}

export async function invocationsOf<P extends Policy, B extends Binding, C>(
  surroundings: Surroundings, { hooks, sights }: Candidates<P, B, C>, attempt: Attempt,
): Promise<(Invocation<P, B, C> | Misconfigured<P, B, C>)[]> {
  const found: (Invocation<P, B, C> | Misconfigured<P, B, C>)[] = [];
  for (const hook of hooks) {
    const sight = await sightIfMeant(surroundings, hook.matching, sights, attempt);
    if (!sight) continue;
    for (const bound of hook.bindings) {
      if (await sightIfMeant(surroundings, bound.matching, sights, attempt)) found.push(...(await withParams(surroundings, hook, bound, sight, attempt)));
    }
  }
  return found;
}

async function withParams<P extends Policy, B extends Binding, C>(
  { registry }: Surroundings, hook: Hook<P, B, C>, { binding }: Bound<B>, sight: Sight, attempt: Attempt,
): Promise<(Invocation<P, B, C> | Misconfigured<P, B, C>)[]> {
  try {
    const all = await paramsOf(registry, hook.policy.spec.paramKind, binding.spec.paramRef, namespaceOf(attempt, attempt.key.namespace).namespace);
    return all.map((params) => ({ hook, binding, sight, params }));
  } catch (error) {
    if (!(error instanceof ConfigurationFault)) throw error;
    return hook.policy.spec.failurePolicy === 'Ignore' ? [] : [{ hook, binding, fault: `failed to configure binding: ${error.message}` }];
  }
}

async function sightIfMeant(surroundings: Surroundings, matching: Matching, sights: Sights, attempt: Attempt): Promise<Sight | undefined> {
  const sight = sightBy(matching, sights, attempt);
  if (!sight || !selectsObject(matching, sights, attempt)) return undefined;
  return await isInNamespace(surroundings, matching.namespaces, attempt) ? sight : undefined;
}

async function isInNamespace({ namespaces }: Surroundings, selector: LabelSelector, attempt: Attempt): Promise<boolean> {
  const { namespace: name } = namespaceOf(attempt, attempt.key.namespace);
  if (selector.empty || name === undefined) return true;
  // A namespace that is being written says itself what its labels are.
  const itself = isOf(attempt, kinds.namespaces) && attempt.subresource === '' ? attempt.object : undefined;
  return selector.matches((itself ?? await namespaces.find({ name }))?.metadata.labels);
}

/** What expressions see as `namespaceObject`. */
export async function namespaceSeen({ namespaces }: Surroundings, attempt: Attempt): Promise<KubeObject | null> {
  const { namespace: name } = attempt.key;
  return name === undefined ? null : await namespaces.find({ name }) ?? null;
}
