/** Questions about who may do what, put together step by step (Kubernetes pkg/cel/library/authz.go). */
import type { Authorize } from '../../access';
import { labelFault, subdomainFault } from '../../names';
import type * as authorization from '../../schema/types/authorization.v1';
import { member, type Cost, type Library } from '../types/declarations';
import { bool, sealed, string, type Type } from '../types/types';
import { fail, noSuchOverload } from '../values/errors';
import { sizeOf } from '../values/sizes';
import { Opaque } from '../values/values';
import { fieldRequirements, labelRequirements } from './authorizer-selectors';

type Subject = Pick<authorization.SubjectAccessReviewSpec, 'user' | 'groups' | 'uid' | 'extra'>;
type Resource = Omit<authorization.ResourceAttributes, 'verb' | 'version'>;

export const authorizerType = sealed('kubernetes.authorization.Authorizer');
const pathCheckType = sealed('kubernetes.authorization.PathCheck');
const groupCheckType = sealed('kubernetes.authorization.GroupCheck');
export const resourceCheckType = sealed('kubernetes.authorization.ResourceCheck');
const decisionType = sealed('kubernetes.authorization.Decision');

abstract class Step extends Opaque {
  override equals(): never {
    return noSuchOverload();
  }
}

/** Asks about one user. */
export class Authorizer extends Step {
  readonly type: Type = authorizerType;

  constructor(readonly subject: Subject, private readonly authorize: Authorize) {
    super();
  }

  of(subject: Subject): Authorizer {
    return new Authorizer(subject, this.authorize);
  }

  decide(question: authorization.SelfSubjectAccessReviewSpec): Decision {
    return new Decision(this.authorize({ ...question, ...this.subject }));
  }
}

class PathCheck extends Step {
  readonly type = pathCheckType;

  constructor(readonly authorizer: Authorizer, readonly path: string) {
    super();
  }
}

class GroupCheck extends Step {
  readonly type = groupCheckType;

  constructor(readonly authorizer: Authorizer, readonly group: string) {
    super();
  }
}

export class ResourceCheck extends Step {
  readonly type = resourceCheckType;

  constructor(readonly authorizer: Authorizer, readonly resource: Resource) {
    super();
  }

  with(more: Resource): ResourceCheck {
    return new ResourceCheck(this.authorizer, { ...this.resource, ...more });
  }
}

class Decision extends Step {
  readonly type = decisionType;

  constructor(readonly status: authorization.SubjectAccessReviewStatus) {
    super();
  }
}

const filled = (text: string, what: string): string => (text.trim() ? text : fail(`${what} must not be empty`));

/** A token of the account would carry these groups. */
function account(authorizer: Authorizer, namespace: string, name: string): Authorizer {
  if (subdomainFault(name)) return fail('Invalid service account name');
  if (labelFault(namespace)) return fail('Invalid service account namespace');
  return authorizer.of({ user: `system:serviceaccount:${namespace}:${name}`, groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`] });
}

const narrowed = (part: 'subresource' | 'namespace' | 'name') =>
  member(part, `resourcecheck_${part}`, [resourceCheckType, string], resourceCheckType, (check: ResourceCheck, text: string) => check.with({ [part]: text }));

/** Two questions are what one expression can afford. */
const askingCost: Cost = () => 350_000;

/** Reading it, and a requirement for every second character at most. */
const selectorCost: Cost = (args) => {
  const length = sizeOf(args[1]);
  return 10 + Math.ceil(length * 0.1) + Math.ceil(length * 0.5) * 50;
};

export const authorizerLibrary: Library = {
  types: [authorizerType, pathCheckType, groupCheckType, resourceCheckType, decisionType],
  overloads: [
    member('path', 'authorizer_path', [authorizerType, string], pathCheckType, (authorizer: Authorizer, path: string) => new PathCheck(authorizer, filled(path, 'path'))),
    member('group', 'authorizer_group', [authorizerType, string], groupCheckType, (authorizer: Authorizer, group: string) => new GroupCheck(authorizer, group)),
    member('serviceAccount', 'authorizer_serviceaccount', [authorizerType, string, string], authorizerType, account),
    member('resource', 'groupcheck_resource', [groupCheckType, string], resourceCheckType,
      ({ authorizer, group }: GroupCheck, resource: string) => new ResourceCheck(authorizer, { group, resource: filled(resource, 'resource') })),
    ...(['subresource', 'namespace', 'name'] as const).map(narrowed),
    member('fieldSelector', 'authorizer_fieldselector', [resourceCheckType, string], resourceCheckType,
      (check: ResourceCheck, text: string) => check.with({ fieldSelector: fieldRequirements(text) }), selectorCost),
    member('labelSelector', 'authorizer_labelselector', [resourceCheckType, string], resourceCheckType,
      (check: ResourceCheck, text: string) => check.with({ labelSelector: labelRequirements(text) }), selectorCost),
    member('check', 'pathcheck_check', [pathCheckType, string], decisionType,
      ({ authorizer, path }: PathCheck, verb: string) => authorizer.decide({ nonResourceAttributes: { path, verb } }), askingCost),
    member('check', 'resourcecheck_check', [resourceCheckType, string], decisionType,
      ({ authorizer, resource }: ResourceCheck, verb: string) => authorizer.decide({ resourceAttributes: { ...resource, version: '*', verb } }), askingCost),
    member('allowed', 'decision_allowed', [decisionType], bool, ({ status }: Decision) => status.allowed),
    member('reason', 'decision_reason', [decisionType], string, ({ status }: Decision) => status.reason ?? ''),
    member('errored', 'decision_errored', [decisionType], bool, ({ status }: Decision) => Boolean(status.evaluationError)),
    member('error', 'decision_error', [decisionType], string, ({ status }: Decision) => status.evaluationError ?? ''),
  ],
};
