/** What a JSONPath finds (k8s.io/client-go util/jsonpath jsonpath.go, with AllowMissingKeys). */
import { isObject } from '../../patch/own';
import { JsonPathError, type Node } from './nodes';

export const walk = (values: readonly unknown[], nodes: readonly Node[]): unknown[] => nodes.reduce<unknown[]>((here, node) => step(here, node), [...values]);

function step(values: readonly unknown[], node: Node): unknown[] {
  switch (node.kind) {
    case 'constant': return [node.value];
    case 'union': return node.paths.flatMap((path) => walk(values, path));
    case 'field': return values.flatMap((value) => (isObject(value) && Object.hasOwn(value, node.name) ? [value[node.name]] : []));
    case 'wildcard': return values.flatMap(membersOf);
    case 'recursive': return values.flatMap(everything);
    case 'slice': return values.flatMap((value) => (value === null ? [] : slice(listOf(value), node)));
    case 'filter': return values.flatMap((value) => listOf(value).filter((item) => passes(item, node)));
  }
}

const membersOf = (value: unknown): unknown[] => (typeof value === 'object' && value !== null ? Object.values(value) : []);

function everything(value: unknown): unknown[] {
  const members = membersOf(value);
  return members.length ? [value, ...members.flatMap(everything)] : [];
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new JsonPathError(`${typeof value} is not array or slice`);
}

function slice(list: readonly unknown[], { from: start, to, step: by, single }: Extract<Node, { kind: 'slice' }>): unknown[] {
  const { length } = list;
  const from = wrap(start ?? 0, length);
  const until = single ? from + 1 : wrap(to ?? length, length);
  if (from === until) return [];
  if (from >= length || from < 0) throw new JsonPathError(`array index out of bounds: index ${from}, length ${length}`);
  if (until > length || until < 0) throw new JsonPathError(`array index out of bounds: index ${until - 1}, length ${length}`);
  if (from > until) throw new JsonPathError(`starting index ${from} is greater than ending index ${until}`);
  if (by !== undefined && by <= 0) throw new JsonPathError('step must be > 0');
  return list.slice(from, until).filter((_, i) => i % (by ?? 1) === 0);
}

/** Negative places count from the end. */
const wrap = (index: number, length: number): number => (index < 0 ? index + length : index);

type Scalar = string | number | boolean;

const comparisons: Readonly<Record<string, (a: Scalar, b: Scalar) => boolean>> = {
  '==': (a, b) => a === b, '!=': (a, b) => a !== b, '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>': (a, b) => a > b, '>=': (a, b) => a >= b,
};

function passes(item: unknown, { left, operator, right }: Extract<Node, { kind: 'filter' }>): boolean {
  if (operator === 'exists') return existing(item, left);
  const [found, wanted] = [walk([item], left), walk([item], right)];
  if (!found.length || !wanted.length) return false;
  if (found.length > 1 || wanted.length > 1) throw new JsonPathError('can only compare one element at a time');
  const compare = comparisons[operator];
  if (!compare) throw new JsonPathError(`unrecognized filter operator ${operator}`);
  const [a, b] = [found[0], wanted[0]];
  if (typeof a !== typeof b || !isScalar(a) || !isScalar(b)) throw new JsonPathError('incompatible types for comparison');
  return compare(a, b);
}

const isScalar = (value: unknown): value is Scalar => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** What cannot be looked for is not there. */
function existing(item: unknown, path: readonly Node[]): boolean {
  try {
    return walk([item], path).length > 0;
  } catch (error) {
    if (error instanceof JsonPathError) return false;
    throw error;
  }
}
