/** What the objects of these names must say (k8s.io/apiserver pkg/apis/flowcontrol/bootstrap default.go). */
import { duplicate, invalid, required, type FieldError } from '../../field-error';
import type * as flowcontrol from '../../schema/types/flowcontrol.v1';
import { duplicates, each, when } from '../checks';
import { same } from '../equality';

const group = (name: string): object => ({ kind: 'Group', group: { name } });

const everything = {
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
};

export const mandatoryFlowSchemas: Readonly<Record<string, object>> = {
  exempt: {
    priorityLevelConfiguration: { name: 'exempt' }, matchingPrecedence: 1, rules: [{ subjects: [group('system:masters')], ...everything }],
  },
  'catch-all': {
    priorityLevelConfiguration: { name: 'catch-all' }, matchingPrecedence: 10_000, distinguisherMethod: { type: 'ByUser' },
    rules: [{ subjects: [group('system:unauthenticated'), group('system:authenticated')], ...everything }],
  },
};

/** The exempt level may be tuned. */
export const mandatoryPriorityLevels: Readonly<Record<string, object>> = {
  'catch-all': { type: 'Limited', limited: { nominalConcurrencyShares: 5, limitResponse: { type: 'Reject' }, lendablePercent: 0 } },
};

export const validateMandatory = (name: string, spec: object, mandatory: Readonly<Record<string, object>>): FieldError[] =>
  when(Object.hasOwn(mandatory, name) && !same(spec, mandatory[name]), () => invalid('spec', spec, `spec of '${name}' must equal the fixed value`));

export function validateConditions({ status: { conditions } }: flowcontrol.FlowSchema | flowcontrol.PriorityLevelConfiguration): FieldError[] {
  return [
    ...each(conditions, 'status.conditions', ({ type }, at) => when(!type, () => required(`${at}.type`, 'must not be empty'))),
    ...duplicates(conditions, ({ type }) => type, (i, type) => duplicate(`status.conditions[${i}].type`, type)),
  ];
}
