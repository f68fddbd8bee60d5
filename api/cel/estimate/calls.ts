/**
 * What calls may cost at least and at most, before they are made (Kubernetes pkg/cel/library/cost.go EstimateCallCost,
 * cel-go checker/cost.go, ext/sets.go, ext/lists.go). Estimates decide which rules a definition may have.
 */
import type { Type } from '../types/types';
import type { Value } from '../values/values';
import { fixed, matched, most, one, plus, scaled, times, traversed, union, unknown, type Range } from './range';

/** An argument, the target of a member first. */
export interface Argument {
  readonly type: Type;
  readonly size: Range;
  /** Of what is in a list. */
  readonly elementSize: Range;
  /** Of a constant. */
  readonly value: Value | undefined;
}

export interface Estimate {
  /** Without the arguments. */
  readonly cost: Range;
  readonly size?: Range;
}

type Estimator = (args: readonly Argument[], overload: string) => Estimate | undefined;

const nothing: Argument = { type: { kind: 'dyn', name: 'dyn', params: [] }, size: unknown, elementSize: unknown, value: undefined };
const arg = (args: readonly Argument[], index: number): Argument => args[index] ?? nothing;

const traverseFirst: Estimator = (args) => ({ cost: traversed(arg(args, 0).size) });
const traverseAndKeep: Estimator = (args) => ({ cost: traversed(arg(args, 0).size), size: arg(args, 0).size });
const nominal: Estimator = () => ({ cost: one });

const isText = ({ kind }: Type): boolean => kind === 'string' || kind === 'bytes';

/** One comparison for each element, and reading it where it is text; a string is read once. */
const traverseDeep: Estimator = ([list = nothing]) => {
  const element = list.type.params[0];
  if (!element) return { cost: traversed(list.size) };
  return { cost: times(list.size, isText(element) ? plus(one, traversed(list.elementSize)) : one) };
};

/** How long a text becomes: what is replaced as often as can be, by what is longest. */
function replacedSize(text: Range, old: Range, by: Range): Range {
  const longest = old.min === 0 ? { count: text.max + 1, kept: text.max } : by.max <= old.min ? { count: 0, kept: text.max } : { count: Math.ceil(text.max / old.min), kept: 0 };
  const shortest = old.max === 0 ? { count: text.min + 1, kept: text.min } : old.max <= by.min ? { count: 0, kept: text.min } : { count: Math.ceil(text.min / old.max), kept: 0 };
  return plus(times({ min: shortest.count, max: longest.count }, by), { min: shortest.kept, max: longest.kept });
}

const replace: Estimator = (args) =>
  ({ cost: traversed(arg(args, 0).size, 2), size: replacedSize(arg(args, 0).size, arg(args, 1).size, arg(args, 2).size) });

const numberOf = ({ value }: Argument, otherwise: number): number => (typeof value === 'number' && value >= 0 ? value : otherwise);

const split: Estimator = (args) => ({ cost: traversed(arg(args, 0).size, 2), size: { min: 0, max: numberOf(arg(args, 2), arg(args, 0).size.max) } });

const join: Estimator = ([list = nothing, separator]) => {
  const separators = { min: Math.max(0, list.size.min - 1), max: Math.max(0, list.size.max - 1) };
  const size = plus(times(list.size, list.elementSize), separator ? times(separator.size, separators) : fixed(0));
  return { cost: traversed(size), size };
};

const find: Estimator = (args) => ({ cost: matched(arg(args, 0).size, arg(args, 1).size), size: { min: 0, max: arg(args, 0).size.max } });

const address: Range = { min: 4, max: 16 };
const parsed = (args: readonly Argument[], overload: string): Range => (overload.endsWith('_string') ? traversed(arg(args, 1).size) : fixed(0));
const containsIp: Estimator = (args, overload) => ({ cost: plus(traversed(plus(address, address)), parsed(args, overload)) });
const containsCidr: Estimator = (args, overload) => ({ cost: plus(traversed(plus(address, address)), traversed(address), one, parsed(args, overload)) });

const ip: Estimator = (args, overload) => (overload === 'cidr_ip' ? { cost: one } : traverseFirst(args, overload));

const longestNamePattern = 128;
const validate: Estimator = (args) => ({ cost: scaled(traversed(arg(args, 1).size), longestNamePattern * 0.25) });

const sets = (factor: number): Estimator => (args) => ({ cost: plus(scaled(times(arg(args, 0).size, arg(args, 1).size), factor), one) });

/** A list of that size is made, at that cost for each element. */
const allocated = (size: Range, factor = 1): Estimate => ({ cost: plus(scaled(size, factor), fixed(11)), size });
const squared = (which: number, factor: (element: Type | undefined) => number): Estimator => (args) => {
  const list = arg(args, which);
  return allocated(times(list.size, list.size), factor(list.type.params[0]));
};
const sorting = (element: Type | undefined): number => (element && isText(element) ? 2.1 : 2);

const slice: Estimator = (args) => allocated(fixed(Math.max(0, numberOf(arg(args, 2), arg(args, 0).size.max) - numberOf(arg(args, 1), 0))));

const libraryTypes: Readonly<Record<string, Range>> = { 'net.IP': one, 'net.CIDR': one, 'kubernetes.Quantity': one, 'kubernetes.Semver': one };

/** Of the shorter of the two as much as the shorter can be long. */
const compare: Estimator = ([a = nothing, b = nothing]) => {
  const shorter = Math.min(a.size.max, b.size.max);
  return { cost: traversed({ min: shorter > 0 ? 1 : 0, max: shorter }) };
};

const equals: Estimator = (args, overload) => {
  const { name } = arg(args, 0).type;
  if (name !== arg(args, 1).type.name) return compare(args, overload);
  if (name === 'kubernetes.NamedFormat') return { cost: traversed({ min: 1, max: 64 }) };
  const known = libraryTypes[name];
  return known ? { cost: known } : compare(args, overload);
};

/** Reading a selector, and a requirement for every second character at most. */
const selector: Estimator = (args) => {
  const { size } = arg(args, 1);
  return { cost: plus(fixed(10), traversed(size), scaled(scaled(size, 0.5), 50)) };
};

const byFunction: Readonly<Record<string, Estimator>> = {
  isSorted: traverseDeep, sum: traverseDeep, max: traverseDeep, min: traverseDeep, indexOf: traverseDeep, lastIndexOf: traverseDeep,
  url: traverseAndKeep, lowerAscii: traverseAndKeep, upperAscii: traverseAndKeep, substring: traverseAndKeep, trim: traverseAndKeep,
  check: () => ({ cost: fixed(350_000) }), fieldSelector: selector, labelSelector: selector,
  replace, split, join, find, findAll: find,
  cidr: traverseFirst, isIP: traverseFirst, isCIDR: traverseFirst, ip, containsIP: containsIp, containsCIDR: containsCidr,
  'ip.isCanonical': (args) => ({ cost: traversed(arg(args, 0).size, 2) }),
  quantity: traverseFirst, isQuantity: traverseFirst, semver: traverseFirst, isSemver: traverseFirst, validate, '_==_': equals, '_!=_': compare,
  'sets.contains': sets(1), 'sets.intersects': sets(1), 'sets.equivalent': sets(2),
  slice, 'lists.range': (args) => allocated(fixed(numberOf(arg(args, 0), most))), reverse: (args) => allocated(arg(args, 0).size),
  flatten: (args) => allocated(arg(args, 0).size, args.length > 1 ? numberOf(arg(args, 1), most) : 1),
  distinct: squared(0, () => 2), sort: squared(0, sorting), '@sortByAssociatedKeys': squared(1, sorting),
};

const sumOfText: Estimator = (args) => {
  const size = plus(arg(args, 0).size, arg(args, 1).size);
  return { cost: traversed(size), size };
};

const byOverload: Readonly<Record<string, Estimator>> = {
  string_format: traverseFirst, in_list: (args) => ({ cost: arg(args, 1).size }),
  string_to_bytes: ([text = nothing]) => ({ cost: traversed(text.size), size: { min: text.size.min, max: text.size.max * 4 } }),
  bytes_to_string: ([data = nothing]) => ({ cost: traversed(data.size), size: { min: Math.floor(data.size.min / 4), max: data.size.max } }),
  strings_quote: ([text = nothing]) => ({ cost: traversed(text.size), size: { min: text.size.min + 2, max: text.size.max * 2 + 2 } }),
  starts_with_string: (args) => ({ cost: traversed(arg(args, 1).size) }), ends_with_string: (args) => ({ cost: traversed(arg(args, 1).size) }),
  matches_string: (args) => ({ cost: matched(arg(args, 0).size, arg(args, 1).size) }),
  contains_string: (args) => ({ cost: times(traversed(arg(args, 0).size), traversed(arg(args, 1).size)) }),
  add_string: sumOfText, add_bytes: sumOfText, add_list: (args) => ({ cost: one, size: plus(arg(args, 0).size, arg(args, 1).size) }),
  ...Object.fromEntries(['less', 'less_equals', 'greater', 'greater_equals'].flatMap((name) => [[`${name}_string`, compare], [`${name}_bytes`, compare]])),
};

/** Of one overload. */
export function estimateCall(fn: string, overload: string, args: readonly Argument[]): Estimate {
  const estimator = Object.hasOwn(byFunction, fn) ? byFunction[fn] : Object.hasOwn(byOverload, overload) ? byOverload[overload] : undefined;
  return (estimator ?? nominal)(args, overload) ?? { cost: one };
}

/** What any of the overloads may cost. */
export function estimateCalls(fn: string, overloads: readonly string[], args: readonly Argument[]): Estimate {
  const all = overloads.map((overload) => estimateCall(fn, overload, args));
  const sizes = all.flatMap(({ size }) => size ?? []);
  return { cost: all.map(({ cost }) => cost).reduce(union), ...(sizes.length && { size: sizes.reduce(union) }) };
}
