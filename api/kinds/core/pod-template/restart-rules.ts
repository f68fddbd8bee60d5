/** When a container is to be restarted, other than its pod says (KEP-5307). */
import { notSupported, required, tooMany, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { each, when } from '../../checks';

const policies = ['Always', 'Never', 'OnFailure'];
const actions = ['Restart', 'RestartAllContainers'];
const operators = ['In', 'NotIn'];
const mostRules = 20;
const mostCodes = 255;

export function validateRestart({ restartPolicy, restartPolicyRules: rules }: core.Container, field: string): FieldError[] {
  if (restartPolicy === undefined && !rules?.length) return [];
  return [
    ...when(restartPolicy === undefined, () => required(`${field}.restartPolicy`, 'must specify restartPolicy when restart rules are used')),
    ...when(restartPolicy !== undefined && !policies.includes(restartPolicy), () => notSupported(`${field}.restartPolicy`, restartPolicy, policies)),
    ...when(rules && rules.length > mostRules, () => tooMany(`${field}.restartPolicyRules`, rules?.length ?? 0, mostRules)),
    ...each(rules, `${field}.restartPolicyRules`, validateRule),
  ];
}

const validateRule = ({ action, exitCodes }: core.ContainerRestartRule, field: string): FieldError[] => [
  ...when(!actions.includes(action), () => notSupported(`${field}.action`, action, actions)),
  ...(exitCodes ? validateCodes(exitCodes, `${field}.exitCodes`) : [required(`${field}.exitCodes`, 'must be specified')]),
];

const validateCodes = ({ operator, values = [] }: core.ContainerRestartRuleOnExitCodes, field: string): FieldError[] => [
  ...when(!operators.includes(operator), () => notSupported(`${field}.operator`, operator, operators)),
  ...when(values.length > mostCodes, () => tooMany(`${field}.values`, values.length, mostCodes)),
];
