/** Which objects a quota is about (k8s.io/apiserver pkg/quota/v1/generic/evaluator.go Matches). */
import type { KubeObject } from '../object';
import type * as core from '../schema/types/core.v1';
import type { Evaluator } from './evaluator';

type Requirement = core.ScopedResourceSelectorRequirement;

const scopesOf = ({ scopes = [], scopeSelector }: core.ResourceQuotaSpec): Requirement[] =>
  [...scopes.map((scopeName): Requirement => ({ scopeName, operator: 'Exists' })), ...(scopeSelector?.matchExpressions ?? [])];

/** Whether the object is in all scopes of the quota. */
export const isInScopes = <T extends KubeObject>(evaluator: Evaluator<T>, spec: core.ResourceQuotaSpec, object: T): boolean =>
  scopesOf(spec).every((scope) => evaluator.isInScope?.(scope, object) ?? false);

/** A requirement on the name of a class, as on the value of a label: `undefined` stands for no class. */
export function meets({ operator, values = [] }: Requirement, name: string | undefined): boolean {
  switch (operator) {
    case 'In': return name !== undefined && values.includes(name);
    case 'NotIn': return name === undefined || !values.includes(name);
    case 'Exists': return name !== undefined;
    default: return name === undefined;
  }
}
