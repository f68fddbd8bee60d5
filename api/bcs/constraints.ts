/**
 * Where taskgroups may go: the document's tree of constraints, an AND of ORs over attributes of agents (section 7.2 of its
 * specification), and its taints, of which one that is tolerated is enough (7.3).
 */
import { fitsPattern } from './patterns';

/** As sent: what is not there is not asked for. Unknown members are kept by whoever keeps the original. */
export interface Constraint {
  readonly intersectionItem?: readonly (Intersection | null | undefined)[] | null;
}

export interface Intersection {
  readonly unionData?: readonly (ConstraintItem | null | undefined)[] | null;
}

export interface ConstraintItem {
  readonly name?: string;
  readonly operate?: string;
  /** 1 scalar, 2 ranges, 3 text, 4 set. */
  readonly type?: number;
  readonly scalar?: { readonly value?: number } | null;
  readonly ranges?: readonly ({ readonly begin?: number; readonly end?: number } | null | undefined)[] | null;
  readonly text?: { readonly value?: string } | null;
  readonly set?: { readonly item?: readonly string[] | null } | null;
}

/** Of an agent or of a taskgroup that was placed on one. */
export type Attribute =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'set'; readonly items: readonly string[] }
  | { readonly kind: 'ranges' };

export type Attributes = ReadonlyMap<string, Attribute>;

/** What the rules look at of an agent that might be chosen. */
export interface Candidate {
  readonly hostname: string;
  readonly attributes: Pick<Attributes, 'get'>;
  /** `key=value`. */
  readonly noSchedule: readonly string[];
  /** `key:value` of the labels of other applications that have a taskgroup here, in whatever status. */
  labelsOfOthers(): Pick<ReadonlySet<string>, 'has'>;
}

/** What they look at of the application's other taskgroups. */
export interface Kin {
  /** How many of them that have neither finished nor failed were placed where this attribute was the same; ranges and sets never are. */
  sharing(name: string, attribute: Attribute): number;
  /** All of them. */
  readonly count: number;
}

const kinds = { scalar: 1, ranges: 2, text: 3, set: 4 } as const;

/** What is wrong with the shape of a constraint; undefined: nothing. */
export function constraintFault(constraint: Constraint | null | undefined): string | undefined {
  for (const item of itemsOf(constraint)) {
    const { type, name = '' } = item;
    if (type === kinds.scalar && !item.scalar) return `constraint ${name}: scalar is required for type ${type}`;
    if (type === kinds.text && !item.text) return `constraint ${name}: text is required for type ${type}`;
    if (type === kinds.set && !item.set) return `constraint ${name}: set is required for type ${type}`;
    if (type === kinds.ranges && (!item.ranges?.every(Boolean))) return `constraint ${name}: ranges are required for type ${type}`;
  }
  return undefined;
}

/** Every element that is there. */
export const itemsOf = (constraint: Constraint | null | undefined): readonly ConstraintItem[] =>
  (constraint?.intersectionItem ?? []).flatMap((intersection) => (intersection?.unionData ?? []).filter((found) => found !== null && found !== undefined));

/** Which attributes of its agent a taskgroup remembers. */
export const namesIn = (constraint: Constraint | null | undefined): ReadonlySet<string> => new Set(itemsOf(constraint).map(({ name = '' }) => name));

const ofOthers = new Set(['UNIQUE', 'MAXPER', 'GROUPBY', 'EXCLUDE']);

/** The part that an agent alone decides, and the part for which other taskgroups count. Where both fit the whole does. */
export function partsOf({ intersectionItem }: Constraint): { readonly alone: Constraint; readonly withOthers: Constraint } {
  const looksAtOthers = (intersection: Intersection | null | undefined): boolean => (intersection?.unionData ?? []).some((item) => ofOthers.has(item?.operate ?? ''));
  const all = intersectionItem ?? [];
  return { alone: { intersectionItem: all.filter((each) => !looksAtOthers(each)) }, withOthers: { intersectionItem: all.filter(looksAtOthers) } };
}

/** The constraint alone; taints are another matter. Asked of every agent for every taskgroup, so it makes nothing on its way. */
export function fitsConstraint(constraint: Constraint | null | undefined, candidate: Candidate, kin: Kin): boolean {
  for (const intersection of constraint?.intersectionItem ?? noItems) if (intersection && !fitsOne(intersection, candidate, kin)) return false;
  return true;
}

const noItems: readonly never[] = [];

function fitsOne({ unionData }: Intersection, candidate: Candidate, kin: Kin): boolean {
  for (const item of unionData ?? noItems) if (item && fitsItem(item, candidate, kin)) return true;
  return false;
}

/** One element anywhere in the tree that tolerates one of the taints is enough. */
export function toleratesTaints(constraint: Constraint | null | undefined, noSchedule: readonly string[]): boolean {
  if (noSchedule.length === 0) return true;
  return itemsOf(constraint).some(({ operate, name, text }) => operate === 'TOLERATION' && noSchedule.includes(`${name ?? ''}=${text?.value ?? ''}`));
}

export function attributeOf({ hostname, attributes }: Pick<Candidate, 'hostname' | 'attributes'>, name: string): Attribute | undefined {
  return name === 'hostname' ? { kind: 'text', value: hostname } : attributes.get(name);
}

type Fits = (item: ConstraintItem, attribute: Attribute, kin: Kin) => boolean;

/** Operators that look at an attribute, which is there. An unknown one fits nowhere. */
const operators: Readonly<Record<string, Fits>> = {
  UNIQUE: ({ name = '' }, attribute, kin) => kin.sharing(name, attribute) === 0,
  MAXPER: ({ name = '', type, text }, attribute, kin) => type === kinds.text && /^[+-]?[0-9]+$/.test(text?.value ?? '') && kin.sharing(name, attribute) < Number(text?.value),
  CLUSTER: ({ type, text, set }, attribute) => {
    if (attribute.kind !== 'text') return true;
    if (type === kinds.text) return attribute.value === (text?.value ?? '');
    return type === kinds.set ? (set?.item ?? []).includes(attribute.value) : true;
  },
  LIKE: (item, attribute) => {
    const patterns = patternsOf(item);
    return attribute.kind !== 'text' || !patterns || patterns.some((pattern) => fitsPattern(pattern, attribute.value));
  },
  UNLIKE: (item, attribute) => {
    const patterns = patternsOf(item);
    return attribute.kind !== 'text' || !patterns || !patterns.some((pattern) => fitsPattern(pattern, attribute.value));
  },
  GROUPBY: ({ name = '', type, set }, attribute, kin) => {
    const values = set?.item ?? [];
    if (type !== kinds.set || attribute.kind !== 'text' || !values.includes(attribute.value)) return false;
    return kin.sharing(name, attribute) < Math.ceil((kin.count + 1) / values.length);
  },
  GREATER: ({ type, scalar }, attribute) => type === kinds.scalar && attribute.kind === 'scalar' && attribute.value > (scalar?.value ?? 0),
};

function fitsItem(item: ConstraintItem, candidate: Candidate, kin: Kin): boolean {
  const { operate = '', name = '', type, set } = item;
  if (operate === 'TOLERATION') return true;
  if (operate === 'EXCLUDE') {
    const others = candidate.labelsOfOthers();
    return type === kinds.set && !(set?.item ?? []).some((label) => others.has(label));
  }
  const attribute = attributeOf(candidate, name);
  return attribute !== undefined && Object.hasOwn(operators, operate) && operators[operate]!(item, attribute, kin);
}

function patternsOf({ type, text, set }: ConstraintItem): readonly string[] | undefined {
  if (type === kinds.text) return [text?.value ?? ''];
  return type === kinds.set ? set?.item ?? [] : undefined;
}
