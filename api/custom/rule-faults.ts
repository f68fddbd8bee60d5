/** What is wrong with expressions of `x-kubernetes-validations` (k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation, from `cel.Compile` on). */
import { forbidden, invalid, type FieldError } from '../field-error';
import type { RulePlace } from '../structural';
import { compileRule } from './compiled-rule';
import { costText, largestCost, totalFaults, type Cost } from './rule-costs';

type Rule = RulePlace['rules'][number];

export interface JudgeOptions {
  /** Where the schema stands that the places are in. */
  readonly path: string;
  /** A stored schema that has not changed keeps what its rules cost one by one. */
  readonly unchanged?: boolean;
}

interface Judgement {
  readonly faults: readonly FieldError[];
  readonly costs: readonly Cost[];
}

export function rulesFaults(places: readonly RulePlace[], { path, unchanged = false }: JudgeOptions): FieldError[] {
  const judged = places.flatMap((place) => place.rules.map((rule, i) => judge(place, rule, `${place.path}.x-kubernetes-validations[${i}]`)));
  const costs = judged.flatMap((each) => each.costs);
  const tooDear = unchanged ? [] : costs.filter(({ cost }) => cost > largestCost);
  return [
    ...tooDear.map(({ field, what, cost }) => forbidden(field, costText(what, cost, largestCost))),
    ...judged.flatMap(({ faults }) => faults),
    ...totalFaults(costs, path),
  ];
}

function judge(place: RulePlace, rule: Rule, path: string): Judgement {
  const compilation = compileRule(place, rule);
  if (!compilation.ok) return { faults: [invalid(`${path}.rule`, shown(rule), compilation.message)], costs: [] };
  const { compiled: { program, message }, messageFault, cardinality } = compilation;
  return {
    faults: [
      ...(messageFault === undefined ? [] : [invalid(`${path}.messageExpression`, shown(rule), messageFault)]),
      ...oldSelfFaults(place, rule, program.uses('oldSelf'), path),
    ],
    costs: [
      { field: `${path}.rule`, what: 'estimated rule cost', cost: program.estimateCost().max * (place.cardinality ?? cardinality) },
      ...(message ? [{ field: `${path}.messageExpression`, what: 'estimated messageExpression cost', cost: message.estimateCost().max }] : []),
    ],
  };
}

function oldSelfFaults({ isCorrelatable, uncorrelatable = '' }: RulePlace, { rule, optionalOldSelf }: Rule, used: boolean, path: string): FieldError[] {
  if (!used) return optionalOldSelf === undefined ? [] : [invalid(`${path}.optionalOldSelf`, optionalOldSelf, 'may not be set if oldSelf is not used in rule')];
  return isCorrelatable ? [] : [invalid(`${path}.rule`, rule, `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`)];
}

/** As Go writes the rule: by the names of its fields, those without a value too. */
const shown = ({ rule, message = '', messageExpression = '', reason, fieldPath = '', optionalOldSelf }: Rule): object =>
  ({ Rule: rule, Message: message, MessageExpression: messageExpression, Reason: reason ?? null, FieldPath: fieldPath, OptionalOldSelf: optionalOldSelf ?? null });
