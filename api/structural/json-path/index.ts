/** JSONPath as Kubernetes has it, for columns, scales and field selectors. */
import { walk } from './evaluate';
import { JsonPathError } from './nodes';
import { parseNodes } from './parse';

export { JsonPathError } from './nodes';

export interface JsonPath {
  /** All that the path finds. Throws JsonPathError where it cannot be followed (an index beyond the end). */
  find(object: unknown): unknown[];
  /** The first of it; undefined: nothing. */
  first(object: unknown): unknown;
}

/** Throws JsonPathError. */
export function parseJsonPath(text: string): JsonPath {
  const nodes = parseNodes(text);
  const find = (object: unknown): unknown[] => walk([object], nodes);
  return {
    find,
    first(object) {
      try {
        return find(object)[0];
      } catch (error) {
        if (error instanceof JsonPathError) return undefined;
        throw error;
      }
    },
  };
}
