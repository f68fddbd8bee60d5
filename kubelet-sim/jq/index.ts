/** jq, as far as it looks at an object: kwok's stages ask with it (kubernetes-sigs/kwok pkg/utils/expression). */
import { compileNode } from './compile';
import { parse } from './parse';
import { JqBudgetExceeded } from './run';
import { noScope } from './scope';
import { JqError } from './values';

export { JqSyntaxError } from './syntax';

export interface Query {
  /** What there is, nulls left out. A query that fails finds nothing. */
  ask(object: unknown, now: number): readonly unknown[];
}

/** Steps that one look may take. */
const budget = 100_000;

/** Throws JqSyntaxError. */
export function compileQuery(text: string): Query {
  const filter = compileNode(parse(text), noScope);
  return {
    ask(object, now) {
      try {
        return filter(object, { now, variables: {}, closures: {}, budget: { left: budget } }).filter((value) => value !== null && value !== undefined);
      } catch (error) {
        // Deeper than the machine's stack is too deep.
        if (error instanceof JqError || error instanceof JqBudgetExceeded || error instanceof RangeError) return [];
        throw error;
      }
    },
  };
}
