/** Which of the webhooks that the rules mean are asked: selectors and conditions (k8s.io/apiserver …/webhook/generic ShouldCallHook). */
import { ApiError, type core, type KubeObject, type LabelSelector } from '../../../api';
import type { Attempt } from '../../admission';
import type { CachedReads } from '../cached-reads';
import { bindingsOf } from '../policies/seen';
import { ConditionError } from './match-conditions';
import { namespaceOf } from './review';
import type { Candidate } from './table';

type Namespaces = CachedReads<core.Namespace>;

/** Throws NotFound when the namespace that a selector asks for is not there, Forbidden when a condition cannot be judged. */
export async function isSelected(namespaces: Namespaces, candidate: Candidate, attempt: Attempt): Promise<boolean> {
  const { hook: { objects, conditions }, sight } = candidate;
  if (!objects.empty && !isMeant(objects, candidate, attempt)) return false;
  if (!(await isInNamespace(namespaces, candidate.hook.namespaces, attempt))) return false;
  if (!conditions) return true;
  try {
    return conditions.hold(bindingsOf(attempt, sight, undefined, null));
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    const { group, names } = attempt.requested;
    throw ApiError.forbidden({ group, plural: names.plural }, attempt.key.name, error.message);
  }
}

/** By the labels of either state. */
function isMeant(selector: LabelSelector, { sight }: Candidate, { object, old }: Attempt): boolean {
  const matches = (state: KubeObject | undefined): boolean => state !== undefined && selector.matches(sight.show(state).metadata.labels);
  return matches(object) || matches(old);
}

async function isInNamespace(namespaces: Namespaces, selector: LabelSelector, attempt: Attempt): Promise<boolean> {
  const { namespace: name } = namespaceOf(attempt, attempt.key.namespace);
  if (selector.empty || name === undefined) return true;
  // A namespace that is being written says itself what its labels are.
  const itself = attempt.key.namespace === undefined && attempt.subresource === '' ? attempt.object : undefined;
  const namespace = itself ?? await namespaces.find({ name });
  if (!namespace) throw ApiError.notFound({ group: '', plural: 'namespaces' }, name);
  return selector.matches(namespace.metadata.labels);
}
