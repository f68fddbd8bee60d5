/** What is wrong with rules of `x-kubernetes-validations` (k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation validateNestedValueValidation…CELValidation). */
import { forbidden, invalid, notSupported, required, type FieldError } from '../field-error';
import { fieldPath, type RulePlace } from '../structural';
import { compileRule } from './compiled-rule';

/** What all values of one rule may cost together (pkg/apis/apiextensions/validation StaticEstimatedCostLimit). */
const estimatedCostLimit = 10_000_000;

const reasons = ['FieldValueRequired', 'FieldValueInvalid', 'FieldValueForbidden', 'FieldValueDuplicate'];

type Rule = RulePlace['rules'][number];

export const rulesFaults = (places: readonly RulePlace[]): FieldError[] =>
  places.flatMap((place) => place.rules.flatMap((rule, i) => ruleFaults(place, rule, `${place.path}.x-kubernetes-validations[${i}]`)));

function ruleFaults(place: RulePlace, rule: Rule, path: string): FieldError[] {
  if (rule.rule.trim() === '') return [required(`${path}.rule`, 'rule is not specified')];
  return [...textFaults(place, rule, path), ...compilationFaults(place, rule, path)];
}

function textFaults({ schema }: RulePlace, { rule, message, messageExpression, reason, fieldPath: below }: Rule, path: string): FieldError[] {
  const breaks = /[\n\r]/;
  const found = below === undefined ? undefined : fieldPath(below, schema);
  return [
    ...(message !== undefined && message !== '' && message.trim() === '' ? [invalid(`${path}.message`, message, 'message must be non-empty if specified')] : []),
    ...(message && breaks.test(message.trim()) ? [invalid(`${path}.message`, message, 'message must not contain line breaks')] : []),
    ...(!message && breaks.test(rule.trim()) ? [required(`${path}.message`, 'message must be specified if rule contains line breaks')] : []),
    ...(messageExpression !== undefined && messageExpression !== '' && messageExpression.trim() === '' ? [required(`${path}.messageExpression`, 'must be non-empty if specified')] : []),
    ...(reason && !reasons.includes(reason) ? [notSupported(`${path}.reason`, reason, [...reasons].sort())] : []),
    ...(typeof found === 'string' ? [invalid(`${path}.fieldPath`, below, `fieldPath must be a valid path: ${found}`)] : []),
  ];
}

function compilationFaults(place: RulePlace, rule: Rule, path: string): FieldError[] {
  const compilation = compileRule(place, rule);
  if (!compilation.ok) return [invalid(`${path}.${compilation.part}`, rule[compilation.part] ?? '', compilation.message)];
  const { program } = compilation.compiled;
  if (program.uses('oldSelf') && !place.isCorrelatable) {
    return [invalid(`${path}.rule`, rule.rule, `oldSelf cannot be used on the uncorrelatable portion of the schema within ${place.uncorrelatable ?? ''}`)];
  }
  const cost = program.estimateCost().max * (place.cardinality ?? mostValues);
  if (cost <= estimatedCostLimit) return [];
  const factor = cost / estimatedCostLimit > 100 ? 'more than 100x' : `factor of ${(cost / estimatedCostLimit).toFixed(1)}x`;
  return [forbidden(`${path}.rule`, `estimated rule cost exceeds budget by ${factor} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`)];
}

/** Of values without a bound: as many as the largest request could hold. */
const mostValues = 3 * 1024 * 1024 / 2;
