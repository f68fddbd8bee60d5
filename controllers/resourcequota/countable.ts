/** What quotas can count: everything namespaced that comes and goes (kubernetes pkg/controller/resourcequota GetQuotableResources). */
import { quota, type ResourceDefinition } from '../../api';

export interface Countable {
  readonly definition: ResourceDefinition;
  readonly evaluator: quota.Evaluator;
}

const verbs = ['create', 'list', 'watch', 'delete'];

export const countable = (definitions: readonly ResourceDefinition[]): Countable[] =>
  definitions.filter((definition) => definition.scope === 'Namespaced' && verbs.every((verb) => definition.verbs.includes(verb))).flatMap((definition) => {
    const evaluator = quota.evaluatorOf({ group: definition.group, plural: definition.names.plural });
    return evaluator ? [{ definition, evaluator }] : [];
  });
