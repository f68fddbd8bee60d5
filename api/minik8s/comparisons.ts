/** What a choice of a workflow can ask: the document's twelve comparisons. What is found in the value is the left operand. */

interface Comparison {
  readonly operands: 'number' | 'string';
  /** `order`: below, at or above 0, as the left operand is less than, equal to or greater than the right one. */
  readonly holds: (order: number) => boolean;
}

export const comparisons = {
  numEqual: { operands: 'number', holds: (order) => order === 0 },
  numNotEqual: { operands: 'number', holds: (order) => order !== 0 },
  numGreaterThan: { operands: 'number', holds: (order) => order > 0 },
  numLessThan: { operands: 'number', holds: (order) => order < 0 },
  numGreaterAndEqualThan: { operands: 'number', holds: (order) => order >= 0 },
  numLessAndEqualThan: { operands: 'number', holds: (order) => order <= 0 },
  strEqual: { operands: 'string', holds: (order) => order === 0 },
  strNotEqual: { operands: 'string', holds: (order) => order !== 0 },
  strGreaterThan: { operands: 'string', holds: (order) => order > 0 },
  strLessThan: { operands: 'string', holds: (order) => order < 0 },
  strGreaterAndEqualThan: { operands: 'string', holds: (order) => order >= 0 },
  strLessAndEqualThan: { operands: 'string', holds: (order) => order <= 0 },
} as const satisfies Record<string, Comparison>;

export type CheckType = keyof typeof comparisons;

export const isCheckType = (text: string): text is CheckType => Object.hasOwn(comparisons, text);

/** As Go's strconv.ParseFloat reads decimal numbers; undefined: it is none. */
export const parseNumber = (text: string): number | undefined => (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined);

/** Undefined: the operands are not of the comparison's type. */
export function compares(type: CheckType, left: unknown, right: string): boolean | undefined {
  const { operands, holds } = comparisons[type];
  const order = operands === 'number' ? numericOrder(left, parseNumber(right)) : byteOrder(left, right);
  return order === undefined ? undefined : holds(order);
}

const numericOrder = (left: unknown, right: number | undefined): number | undefined =>
  (typeof left !== 'number' || right === undefined ? undefined : left < right ? -1 : left > right ? 1 : 0);

const byteOrder = (left: unknown, right: string): number | undefined =>
  (typeof left === 'string' ? Buffer.compare(Buffer.from(left), Buffer.from(right)) : undefined);
