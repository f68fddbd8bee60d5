/** Functions of jq, by name and number of arguments (https://jqlang.org/manual/v1.7). */
import { cel, formatTime } from '../../api';
import type { Filter, Run } from './run';
import { compare, contains, elementsOf, fail, isTrue, type JsonObject, kindOf, longestText, memberOf, operations, sortedKeys, text, withoutValues, withValue } from './values';

type ValueFunction = (input: unknown, ...args: readonly unknown[]) => unknown;
type FilterFunction = (input: unknown, run: Run, ...args: readonly Filter[]) => readonly unknown[];

const stringOf = (value: unknown, what: string): string => (typeof value === 'string' ? value : fail(`${what} cannot be applied to: ${kindOf(value)}`));
const numberOf = (value: unknown, what: string): number => (typeof value === 'number' ? value : fail(`${what} cannot be applied to: ${kindOf(value)}`));
const listOf = (value: unknown, what: string): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : fail(`${what} cannot be applied to: ${kindOf(value)}`));
const objectOf = (value: unknown, what: string): JsonObject => (kindOf(value) === 'object' ? (value as JsonObject) : fail(`${what} cannot be applied to: ${kindOf(value)}`));

/** Regular expressions are RE2's, as gojq's are; the ones of CEL take linear time. */
const pattern = cel.compile('text.matches(pattern)', { environment: cel.kubernetesEnvironment, variables: { text: cel.dynamic, pattern: cel.dynamic } });

function matches(subject: string, expression: string): boolean {
  if (!pattern.ok) throw new Error(pattern.message);
  const { value } = pattern.program.evaluate({ text: subject, pattern: expression });
  return value instanceof cel.CelError ? fail(value.message) : value === true;
}

function lengthOf(input: unknown): number {
  const kind = kindOf(input);
  if (kind === 'null') return 0;
  if (kind === 'number') return Math.abs(input as number);
  if (kind === 'string') return [...(input as string)].length;
  if (kind === 'boolean') return fail('length cannot be applied to: boolean');
  return elementsOf(input).length;
}

function toNumber(input: unknown): number {
  if (typeof input === 'number') return input;
  const shown = stringOf(input, 'tonumber').trim();
  return shown === '' || Number.isNaN(Number(shown)) ? fail(`tonumber cannot be applied to: ${shown}`) : Number(shown);
}

function parsed(input: unknown): unknown {
  try {
    return JSON.parse(stringOf(input, 'fromjson')) as unknown;
  } catch (error) {
    return fail(`fromjson cannot be applied: ${(error as Error).message}`);
  }
}

const has: ValueFunction = (input, key) => (Array.isArray(input)
  ? numberOf(key, 'has') >= 0 && numberOf(key, 'has') < input.length
  : Object.hasOwn(objectOf(input, 'has'), stringOf(key, 'has')));

const sum: ValueFunction = (input) => elementsOf(input).reduce((so, value) => (operations['+'] as (a: unknown, b: unknown) => unknown)(so, value), null);

const sorted = (values: readonly unknown[]): unknown[] => [...values].sort(compare);

const unique = (values: readonly unknown[]): unknown[] => sorted(values).filter((value, i, all) => i === 0 || compare(value, all[i - 1]) !== 0);

const toEntries: ValueFunction = (input) => sortedKeys(objectOf(input, 'to_entries')).map((key) => ({ key, value: (input as JsonObject)[key] }));

function fromEntries(input: unknown): unknown {
  return Object.fromEntries(listOf(input, 'from_entries').map((entry) => {
    const key = memberOf(entry, 'key') ?? memberOf(entry, 'name') ?? memberOf(entry, 'k');
    return [typeof key === 'string' ? key : text(key), memberOf(entry, 'value') ?? memberOf(entry, 'v')];
  }));
}

const toSeconds: ValueFunction = (input) => {
  const at = Date.parse(stringOf(input, 'fromdate'));
  return Number.isNaN(at) ? fail(`fromdate cannot be applied to: ${text(input)}`) : Math.floor(at / 1000);
};

const toDate: ValueFunction = (input) => {
  const ms = numberOf(input, 'todate') * 1000;
  return Math.abs(ms) <= 8.64e15 ? formatTime(ms) : fail('todate cannot be applied: the time is out of range');
};

const indexIn: ValueFunction = (input, wanted) => {
  const at = typeof input === 'string' ? input.indexOf(stringOf(wanted, 'index')) : listOf(input, 'index').findIndex((value) => compare(value, wanted) === 0);
  return at < 0 ? null : at;
};

function joined(values: readonly unknown[], separator: string): string {
  const parts = values.map((value) => (value === null ? '' : text(value)));
  const length = parts.reduce((sum, part) => sum + part.length + separator.length, 0);
  return length > longestText ? fail('the string is too long') : parts.join(separator);
}

/** Deeper than this is taken for the end. */
const flattest = 100;

export const valueFunctions: Readonly<Partial<Record<string, ValueFunction>>> = {
  'length/0': lengthOf,
  'not/0': (input) => !isTrue(input),
  'type/0': kindOf,
  'keys/0': (input) => (Array.isArray(input) ? input.map((_, i) => i) : sortedKeys(objectOf(input, 'keys'))),
  'keys_unsorted/0': (input) => (Array.isArray(input) ? input.map((_, i) => i) : Object.keys(objectOf(input, 'keys'))),
  'has/1': has,
  'in/1': (input, container) => has(container, input),
  'contains/1': contains,
  'inside/1': (input, container) => contains(container, input),
  'add/0': sum,
  'any/0': (input) => elementsOf(input).some(isTrue),
  'all/0': (input) => elementsOf(input).every(isTrue),
  'tostring/0': text,
  'tojson/0': (input) => JSON.stringify(input ?? null),
  'fromjson/0': parsed,
  'tonumber/0': toNumber,
  'floor/0': (input) => Math.floor(numberOf(input, 'floor')),
  'ceil/0': (input) => Math.ceil(numberOf(input, 'ceil')),
  'round/0': (input) => Math.round(numberOf(input, 'round')),
  'sqrt/0': (input) => Math.sqrt(numberOf(input, 'sqrt')),
  'abs/0': (input) => Math.abs(numberOf(input, 'abs')),
  'sort/0': (input) => sorted(listOf(input, 'sort')),
  'unique/0': (input) => unique(listOf(input, 'unique')),
  'min/0': (input) => sorted(listOf(input, 'min'))[0] ?? null,
  'max/0': (input) => sorted(listOf(input, 'max')).at(-1) ?? null,
  'reverse/0': (input) => (typeof input === 'string' ? [...input].reverse().join('') : [...listOf(input ?? [], 'reverse')].reverse()),
  'flatten/0': (input) => listOf(input, 'flatten').flat(flattest),
  'flatten/1': (input, depth) => listOf(input, 'flatten').flat(Math.min(numberOf(depth, 'flatten'), flattest)),
  'first/0': (input) => memberOf(listOf(input, 'first'), 0),
  'last/0': (input) => memberOf(listOf(input, 'last'), -1),
  'nth/1': (input, at) => memberOf(input, numberOf(at, 'nth')),
  'index/1': indexIn,
  'join/1': (input, separator) => joined(listOf(input, 'join'), stringOf(separator, 'join')),
  'split/1': (input, separator) => stringOf(input, 'split').split(stringOf(separator, 'split')),
  'startswith/1': (input, start) => stringOf(input, 'startswith').startsWith(stringOf(start, 'startswith')),
  'endswith/1': (input, end) => stringOf(input, 'endswith').endsWith(stringOf(end, 'endswith')),
  'ltrimstr/1': (input, start) => (typeof input === 'string' && typeof start === 'string' && input.startsWith(start) ? input.slice(start.length) : input),
  'rtrimstr/1': (input, end) => (typeof input === 'string' && typeof end === 'string' && end && input.endsWith(end) ? input.slice(0, -end.length) : input),
  'trim/0': (input) => stringOf(input, 'trim').trim(),
  'ascii_downcase/0': (input) => stringOf(input, 'ascii_downcase').replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
  'ascii_upcase/0': (input) => stringOf(input, 'ascii_upcase').replace(/[a-z]/g, (letter) => letter.toUpperCase()),
  'test/1': (input, expression) => matches(stringOf(input, 'test'), stringOf(expression, 'test')),
  'to_entries/0': toEntries,
  'from_entries/0': fromEntries,
  'fromdate/0': toSeconds,
  'fromdateiso8601/0': toSeconds,
  'todate/0': toDate,
  'todateiso8601/0': toDate,
  'getpath/1': (input, path) => listOf(path, 'getpath').reduce<unknown>((value, step) => (value === null ? null : memberOf(value, step)), input),
  'setpath/2': (input, path, value) => withValue(input, listOf(path, 'setpath'), () => value),
  'delpaths/1': (input, paths) => withoutValues(input, listOf(paths, 'delpaths').map((path) => listOf(path, 'delpaths'))),
  'error/0': (input) => fail(text(input)),
  'error/1': (_, message) => fail(text(message)),
};

/** Outputs that are of the kind, and no others. */
const only = (...wanted: string[]): FilterFunction => (input) => (wanted.includes(kindOf(input)) ? [input] : []);

const recurse: FilterFunction = (input, run) => {
  const found: unknown[] = [];
  const visit = (value: unknown): void => {
    run.budget.left--;
    found.push(value);
    if (typeof value === 'object' && value !== null) elementsOf(value).forEach(visit);
  };
  visit(input);
  return found;
};

const map: FilterFunction = (input, run, each) => [elementsOf(input).flatMap((value) => [...(each as Filter)(value, run)])];

const keyed = (input: unknown, run: Run, by: Filter): { readonly key: unknown; readonly value: unknown }[] =>
  listOf(input, 'sort_by').map((value) => ({ key: [...by(value, run)], value })).sort((a, b) => compare(a.key, b.key));

function grouped(input: unknown, run: Run, by: Filter): unknown[][] {
  const groups: { readonly key: unknown; readonly values: unknown[] }[] = [];
  for (const { key, value } of keyed(input, run, by)) {
    const last = groups.at(-1);
    if (last && compare(last.key, key) === 0) last.values.push(value);
    else groups.push({ key, values: [value] });
  }
  return groups.map(({ values }) => values);
}

function counted(run: Run, from: number, to: number, step: number): number[] {
  const size = step === 0 ? 0 : Math.max(0, Math.ceil((to - from) / step));
  // Taken from the budget before there is a list to hold them.
  if (size > run.budget.left) run.budget.left = 0;
  return Array.from({ length: Math.min(size, run.budget.left) }, (_, i) => from + i * step);
}

const range: FilterFunction = (_input, run, ...bounds) => {
  const [from, to, step] = bounds.map((bound) => numberOf(bound(_input, run)[0], 'range'));
  return to === undefined ? counted(run, 0, from ?? 0, 1) : counted(run, from ?? 0, to, step ?? 1);
};

const truths = (input: unknown, run: Run, source: Filter, condition: Filter): readonly boolean[] =>
  source(input, run).flatMap((value) => condition(value, run).map(isTrue));

/** Those that do more with their arguments than ask for their outputs. */
export const filterFunctions: Readonly<Partial<Record<string, FilterFunction>>> = {
  'empty/0': () => [],
  'now/0': (_, run) => [run.now / 1000],
  'select/1': (input, run, condition) => (condition as Filter)(input, run).flatMap((value) => (isTrue(value) ? [input] : [])),
  'recurse/0': recurse,
  'map/1': map,
  'map_values/1': (input, run, each) => (Array.isArray(input) ? map(input, run, each as Filter)
    : [Object.fromEntries(sortedKeys(objectOf(input, 'map_values')).flatMap((key) => (each as Filter)((input as JsonObject)[key], run).slice(0, 1).map((value) => [key, value])))]),
  'with_entries/1': (input, run, each) => [fromEntries((map(toEntries(input), run, each as Filter))[0])],
  'first/1': (input, run, body) => (body as Filter)(input, run).slice(0, 1),
  'last/1': (input, run, body) => (body as Filter)(input, run).slice(-1),
  'limit/2': (input, run, count, body) => (body as Filter)(input, run).slice(0, Math.max(0, numberOf((count as Filter)(input, run)[0], 'limit'))),
  'isempty/1': (input, run, body) => [(body as Filter)(input, run).length === 0],
  'any/1': (input, run, condition) => [elementsOf(input).some((value) => (condition as Filter)(value, run).some(isTrue))],
  'all/1': (input, run, condition) => [elementsOf(input).every((value) => (condition as Filter)(value, run).every(isTrue))],
  'any/2': (input, run, source, condition) => [truths(input, run, source as Filter, condition as Filter).some(Boolean)],
  'all/2': (input, run, source, condition) => [truths(input, run, source as Filter, condition as Filter).every(Boolean)],
  'IN/1': (input, run, source) => [(source as Filter)(input, run).some((value) => compare(value, input) === 0)],
  'sort_by/1': (input, run, by) => [keyed(input, run, by as Filter).map(({ value }) => value)],
  'group_by/1': (input, run, by) => [grouped(input, run, by as Filter)],
  'unique_by/1': (input, run, by) => [grouped(input, run, by as Filter).map(([first]) => first)],
  'min_by/1': (input, run, by) => [keyed(input, run, by as Filter)[0]?.value ?? null],
  'max_by/1': (input, run, by) => [keyed(input, run, by as Filter).at(-1)?.value ?? null],
  'range/1': range, 'range/2': range, 'range/3': range,
  'values/0': (input) => (input === null || input === undefined ? [] : [input]),
  'nulls/0': only('null'), 'booleans/0': only('boolean'), 'numbers/0': only('number'), 'strings/0': only('string'),
  'arrays/0': only('array'), 'objects/0': only('object'), 'iterables/0': only('array', 'object'), 'scalars/0': only('null', 'boolean', 'number', 'string'),
};
