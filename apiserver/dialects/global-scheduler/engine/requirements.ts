/** Requirements of labels, as `stack_affinity` has them (specification, 3.3; k8s.io/apimachinery pkg/labels/selector.go). */
import { operators, type LabelRequirement } from './request';

/** What is wrong with a requirement, or nothing. */
export function requirementFault({ key, operator, values }: { readonly key: string; readonly operator: string; readonly values: readonly string[] }): string | undefined {
  if (key === '') return 'a requirement has no key';
  switch (operator) {
    case 'in':
    case 'notin':
      return values.length > 0 ? undefined : `operator ${operator} of requirement ${key} needs values`;
    case '=':
    case '==':
    case '!=':
      return values.length === 1 ? undefined : `operator ${operator} of requirement ${key} needs exactly one value`;
    case 'exists':
    case '!':
      return values.length === 0 ? undefined : `operator ${operator} of requirement ${key} takes no values`;
    case 'gt':
    case 'lt':
      return values.length === 1 && integer(values[0]) !== undefined ? undefined : `operator ${operator} of requirement ${key} needs exactly one integer`;
    default:
      return `operator "${operator}" of requirement ${key} is none of ${operators.join(', ')}`;
  }
}

/** A label that is not there is not equal to, and not among, anything. */
export function meets(labels: ReadonlyMap<string, string>, { key, operator, values }: LabelRequirement): boolean {
  const value = labels.get(key);
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
    case 'lt':
      return compares(operator, integer(value), integer(values[0]));
  }
}

function compares(operator: 'gt' | 'lt', value: bigint | undefined, bound: bigint | undefined): boolean {
  if (value === undefined || bound === undefined) return false;
  return operator === 'gt' ? value > bound : value < bound;
}

/** 64 bits, as upstream parses them. */
function integer(text: string | undefined): bigint | undefined {
  if (text === undefined || !/^[+-]?[0-9]{1,20}$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ''));
  return BigInt.asIntN(64, value) === value ? value : undefined;
}
