/** What validating and mutating webhooks share (kubernetes pkg/apis/admissionregistration/validation). */
import { compileConditions } from '../../admission-expressions';
import { duplicate, invalid, notSupported, required, type FieldError } from '../../field-error';
import { label1035Fault, subdomainFault } from '../../names';
import type * as admission from '../../schema/types/admissionregistration.v1';
import { duplicates, each, given, labelSelector, when } from '../checks';
import { validateClientConfig } from './client-config';
import { defaultRules, validateMatchConditions, validateRule } from './rules';

type Webhook = admission.ValidatingWebhook | admission.MutatingWebhook;

export function defaultWebhook(webhook: Webhook): void {
  webhook.failurePolicy ??= 'Fail';
  webhook.matchPolicy ??= 'Equivalent';
  webhook.namespaceSelector ??= {};
  webhook.objectSelector ??= {};
  webhook.timeoutSeconds ??= 10;
  defaultRules(webhook.rules);
  if (webhook.clientConfig.service) webhook.clientConfig.service.port ??= 443;
}

type Webhooks = readonly Webhook[] | undefined;
type Rule = (webhook: Webhook, field: string) => FieldError[];

/** `effects`: what a webhook may do beside answering. */
export const validateWebhooks = (webhooks: Webhooks, effects: Rule = anyEffects): FieldError[] =>
  each(webhooks, 'webhooks', (webhook, field) => validateWebhook(webhook, field, effects));

const effectsOf = (allowed: readonly string[]): Rule => ({ sideEffects }, field) => {
  const at = `${field}.sideEffects`;
  return sideEffects ? when(!allowed.includes(sideEffects), () => notSupported(at, sideEffects, allowed)) : [required(at, `must specify one of ${allowed.join(', ')}`)];
};

const anyEffects = effectsOf(['None', 'NoneOnDryRun', 'Some', 'Unknown']);
const validateEffects = effectsOf(['None', 'NoneOnDryRun']);

const validateUnique = (webhooks: Webhooks): FieldError[] =>
  duplicates(webhooks, ({ name }) => name, (i, name) => duplicate(`webhooks[${i}].name`, name));

/** What v1 asks for beyond v1beta1; what was stored through that may stay as it is. */
export const validateStrictly = (webhooks: Webhooks, old: Webhooks): FieldError[] => [
  ...validateWebhooks(webhooks, each(old, 'webhooks', validateEffects).length ? undefined : validateEffects),
  ...(validateUnique(old).length ? [] : validateUnique(webhooks)),
];

const longestTimeout = 30;

const validateWebhook = (webhook: Webhook, field: string, effects: Rule): FieldError[] => [
  ...validateName(webhook.name, `${field}.name`),
  ...each(webhook.rules, `${field}.rules`, validateRule),
  ...effects(webhook, field),
  ...given(webhook.timeoutSeconds, (seconds) =>
    when(seconds < 1 || seconds > longestTimeout, () => invalid(`${field}.timeoutSeconds`, seconds, `the timeout value must be between 1 and ${longestTimeout} seconds`))),
  ...given(webhook.namespaceSelector, (selector) => labelSelector(selector, `${field}.namespaceSelector`)),
  ...given(webhook.objectSelector, (selector) => labelSelector(selector, `${field}.objectSelector`)),
  ...validateClientConfig(webhook.clientConfig, `${field}.clientConfig`),
  ...validateMatchConditions(webhook.matchConditions, `${field}.matchConditions`),
  ...validateExpressions(webhook.matchConditions, `${field}.matchConditions`),
  ...validateReviewVersions(webhook.admissionReviewVersions, `${field}.admissionReviewVersions`),
];

const validateExpressions = (conditions: readonly admission.MatchCondition[] = [], field: string): FieldError[] =>
  compileConditions(conditions).conditions.flatMap(({ text, fault }, i) => (fault !== undefined && text.trim() ? [invalid(`${field}[${i}].expression`, text, fault)] : []));

function validateName(name: string, field: string): FieldError[] {
  if (!name) return [required(field)];
  const text = subdomainFault(name);
  if (text) return [invalid(field, name, text)];
  return when(name.split('.').length < 3, () => invalid(field, name, 'should be a domain with at least three segments separated by dots'));
}

const spoken = ['v1', 'v1beta1'];

function validateReviewVersions(versions: readonly string[] | null, field: string): FieldError[] {
  if (!versions?.length) return [required(field, `must specify one of ${spoken.join(', ')}`)];
  return [
    ...versions.flatMap((version, i) => (versions.indexOf(version) < i
      ? [invalid(`${field}[${i}]`, version, 'duplicate version')]
      : given(label1035Fault(version), (text) => [invalid(`${field}[${i}]`, version, text)]))),
    ...when(!versions.some((version) => spoken.includes(version)), () => invalid(field, versions, `must include at least one of ${spoken.join(', ')}`)),
  ];
}
