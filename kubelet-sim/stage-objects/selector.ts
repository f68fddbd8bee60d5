/** Which objects a stage concerns. What is cheap to look at is looked at first. */
import type { KubeObject } from '../../api';
import type { MatchExpression, Requirement, StageSelector } from '../resources/stage';
import { celQuestion, jqQuestion, StageFault } from './expressions';

export type Selects = (object: KubeObject, now: number) => boolean;

/** Throws StageFault. */
export function compileSelector({ matchLabels = {}, matchAnnotations = {}, matchExpressions = [] }: StageSelector): Selects {
  const labels = Object.entries(matchLabels);
  const annotations = Object.entries(matchAnnotations);
  const expressions = matchExpressions.map((expression, i) => condition(expression, `spec.selector.matchExpressions[${i}]`));
  return (object, now) => has(object.metadata.labels, labels) && has(object.metadata.annotations, annotations) && expressions.every((holds) => holds(object, now));
}

const has = (given: Readonly<Record<string, string>> | undefined, wanted: readonly (readonly [string, string])[]): boolean =>
  wanted.every(([key, value]) => given !== undefined && Object.hasOwn(given, key) && given[key] === value);

function condition({ cel, jq, ...older }: MatchExpression, field: string): Selects {
  if (jq) return requirement(jq, `${field}.jq`);
  if (!cel) return requirement(older, field);
  const ask = celQuestion(cel.expression, `${field}.cel`);
  return (object, now) => ask(object, now)[0] === true;
}

function requirement({ key, operator = '', values = [] }: Requirement, field: string): Selects {
  const ask = jqQuestion(key, `${field}.key`);
  switch (operator) {
    case 'In': case 'NotIn': {
      if (values.length === 0) throw new StageFault(`${field}.values: for 'in', 'notin' operators, values set can't be empty`);
      const wanted = new Set(values);
      const isIn: Selects = (object, now) => ask(object, now).some((value) => wanted.has(comparable(value)));
      return operator === 'In' ? isIn : (object, now) => !isIn(object, now);
    }
    case 'Exists': case 'DoesNotExist':
      if (values.length) throw new StageFault(`${field}.values: values set must be empty for exists and does not exist`);
      return (object, now) => (ask(object, now).length > 0) === (operator === 'Exists');
    default: throw new StageFault(`${field}.operator: operator ${JSON.stringify(operator)} is not supported`);
  }
}

/** Lists and maps equal no value. */
const comparable = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '\0');
