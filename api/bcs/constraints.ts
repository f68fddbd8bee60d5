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
  readonly attributes: Attributes;
  /** `key=value`. */
  readonly noSchedule: readonly string[];
  /** `key:value` of the labels of other applications that have a taskgroup here, in whatever status. */
  labelsOfOthers(): ReadonlySet<string>;
}

/** What they look at of the application. */
export interface Kin {
  /** Attributes of its taskgroups that have neither finished nor failed, as they were when each was placed. */
  readonly live: readonly Attributes[];
  /** All of its taskgroups. */
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

/** The constraint alone; taints are another matter. */
export function fitsConstraint(constraint: Constraint | null | undefined, candidate: Candidate, kin: Kin): boolean {
  const fitsOne = (item: ConstraintItem | null | undefined): boolean => Boolean(item) && fitsItem(item as ConstraintItem, candidate, kin);
  return (constraint?.intersectionItem ?? []).every((intersection) => !intersection || (intersection.unionData ?? []).some(fitsOne));
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
  UNIQUE: ({ name = '' }, attribute, { live }) => sharing(live, name, attribute) === 0,
  MAXPER: ({ name = '', type, text }, attribute, { live }) => type === kinds.text && /^[+-]?[0-9]+$/.test(text?.value ?? '') && sharing(live, name, attribute) < Number(text?.value),
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
  GROUPBY: ({ name = '', type, set }, attribute, { live, count }) => {
    const values = set?.item ?? [];
    if (type !== kinds.set || attribute.kind !== 'text' || !values.includes(attribute.value)) return false;
    return sharing(live, name, attribute) < Math.ceil((count + 1) / values.length);
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

/** For how many of them the attribute is the same; ranges and sets never are. */
const sharing = (live: readonly Attributes[], name: string, attribute: Attribute): number => live.filter((attributes) => isSame(attributes.get(name), attribute)).length;

const isSame = (one: Attribute | undefined, other: Attribute): boolean =>
  (one?.kind === 'text' && other.kind === 'text' && one.value === other.value) || (one?.kind === 'scalar' && other.kind === 'scalar' && one.value === other.value);

function patternsOf({ type, text, set }: ConstraintItem): readonly string[] | undefined {
  if (type === kinds.text) return [text?.value ?? ''];
  return type === kinds.set ? set?.item ?? [] : undefined;
}
