/** Selectors as reviews of access name them (KEP-4601). One that cannot be read narrows nothing: the question is about more then. */
import { ApiError } from '../../errors';
import { parseFieldSelector } from '../../field-selector';
import type { Operator } from '../../label-selector';
import { parseLabelSelector } from '../../label-selector-parser';
import type * as authorization from '../../schema/types/authorization.v1';

export const fieldRequirements = (text: string): authorization.FieldSelectorAttributes => readable(() => parseFieldSelector(text).requirements
  .map(({ field, operator, value }) => ({ key: field, operator: operator === '=' ? 'In' : 'NotIn', values: [value] })));

/** Reviews know no comparisons. */
const operators: Readonly<Partial<Record<Operator, string>>> = { '=': 'In', '==': 'In', in: 'In', '!=': 'NotIn', notin: 'NotIn', exists: 'Exists', '!': 'DoesNotExist' };

export const labelRequirements = (text: string): authorization.LabelSelectorAttributes => readable(() => parseLabelSelector(text).requirements.flatMap(({ key, operator, values }) => {
  const known = operators[operator];
  return known ? [{ key, operator: known, ...(values.length && { values: [...values] }) }] : [];
}));

function readable<R>(read: () => R[]): { requirements?: R[] } {
  try {
    const requirements = read();
    return requirements.length ? { requirements } : {};
  } catch (error) {
    if (error instanceof ApiError) return {};
    throw error;
  }
}
