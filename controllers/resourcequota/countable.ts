/** What quotas can count: everything namespaced that comes and goes (kubernetes pkg/controller/resourcequota GetQuotableResources). */
import { quota, type KubeObject, type ResourceDefinition } from '../../api';
import type { Informer, Informers } from '../../client';

export interface Countable {
  readonly definition: ResourceDefinition;
  readonly evaluator: quota.Evaluator;
  readonly informer: Informer<KubeObject>;
}

const verbs = ['create', 'list', 'watch', 'delete'];

export function countable(definition: ResourceDefinition, informers: Informers): Countable | undefined {
  if (definition.scope !== 'Namespaced' || !verbs.every((verb) => definition.verbs.includes(verb))) return undefined;
  const evaluator = quota.evaluatorOf({ group: definition.group, plural: definition.names.plural });
  return evaluator && { definition, evaluator, informer: informers.of(definition) };
}
