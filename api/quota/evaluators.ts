/** Who counts the objects of which resource (kubernetes pkg/quota/v1/evaluator/core/registry.go, pkg/quota/v1/install/registry.go). */
import { deviceClaims } from './device-claims';
import { counted, type Evaluator, type Resource } from './evaluator';
import { pods } from './pods';
import { services } from './services';
import { volumeClaims } from './volume-claims';

const keyOf = ({ group, plural }: Resource): string => `${plural}.${group}`;

const aliased = ['configmaps', 'resourcequotas', 'replicationcontrollers', 'secrets'];

// Whoever asks by the name of a resource hands the evaluator objects of that resource.
const evaluators = new Map<string, Evaluator>([
  ['pods.', pods as Evaluator],
  ['services.', services as Evaluator],
  ['persistentvolumeclaims.', volumeClaims as Evaluator],
  ['resourceclaims.resource.k8s.io', deviceClaims as Evaluator],
  ...aliased.map((plural) => [`${plural}.`, counted({ group: '', plural }, plural)] as const),
]);

/** What is no object that stays, and events. */
const ignored = new Set([
  'bindings.', 'componentstatuses.', 'events.', 'events.events.k8s.io', 'tokenreviews.authentication.k8s.io', 'selfsubjectreviews.authentication.k8s.io',
  'subjectaccessreviews.authorization.k8s.io', 'selfsubjectaccessreviews.authorization.k8s.io', 'localsubjectaccessreviews.authorization.k8s.io',
  'selfsubjectrulesreviews.authorization.k8s.io',
]);

/** Undefined: quotas do not look at it. */
export function evaluatorOf(resource: Resource): Evaluator | undefined {
  const key = keyOf(resource);
  const known = evaluators.get(key);
  if (known || ignored.has(key)) return known;
  const evaluator = counted(resource);
  evaluators.set(key, evaluator);
  return evaluator;
}
