/**
 * Sets of field paths, in the very form in which managedFields carry them (FieldsV1): what is stored needs no parsing, and
 * parts that an operation leaves alone are shared, not copied.
 *
 * Below the root, a node without steps is a member of the set (`{}`); one with steps is a member when it has the step `.`.
 * The root is never a member: nobody owns an object as a whole. Sets are immutable; only writing them sorts them (sorted()).
 */
import { compareElements, FieldsError, parseElement } from './path-element';
import { isObject } from '../patch/own';

export interface FieldSet { readonly [element: string]: FieldSet }

/** A set on its way: what builds it, and nobody else, changes it. */
export interface MutableFieldSet { [element: string]: FieldSet }

const self = '.';

/** A member without anything below it; as the root, the empty set. One for all, since most nodes are this. */
export const leaf: FieldSet = Object.freeze({});
export const noFields: FieldSet = leaf;

export function isEmpty(set: FieldSet): boolean {
  for (const _ in set) return false;
  return true;
}

export const isMember = (node: FieldSet): boolean => node === leaf || node[self] !== undefined || isEmpty(node);

/** The node as a member of its parent, too. */
export function asMember(node: FieldSet): FieldSet {
  return isMember(node) ? node : { [self]: leaf, ...node };
}

/** A node from what is below it and whether it is a member; undefined when there is nothing to it. */
function nodeOf(member: boolean, below: FieldSet): FieldSet | undefined {
  if (isEmpty(below)) return member ? leaf : undefined;
  return member ? { [self]: leaf, ...below } : below;
}

/** Adds a path in place. */
export function insert(set: MutableFieldSet, path: readonly string[], subtree: FieldSet = leaf): void {
  let here = set;
  for (let i = 0; i < path.length - 1; i++) {
    const step = path[i] as string;
    const there = here[step];
    if (!there) here[step] = {};
    else if (isMember(there)) here[step] = { ...asMember(there), [self]: leaf };
    here = here[step] as MutableFieldSet;
  }
  const last = path[path.length - 1];
  if (last === undefined) return;
  const there = here[last];
  here[last] = there ? unionNodes(there, subtree) : subtree;
}

/** The set of these paths, each given as steps. */
export function fieldSetOf(...paths: readonly (readonly string[])[]): FieldSet {
  const set: MutableFieldSet = {};
  for (const path of paths) insert(set, path);
  return set;
}

export function has(set: FieldSet, path: readonly string[]): boolean {
  let here = set;
  for (const step of path) {
    const next = here[step];
    if (!next) return false;
    here = next;
  }
  return path.length > 0 && isMember(here);
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmpty(b)) return a;
  if (isEmpty(a)) return b;
  const out: MutableFieldSet = { ...a };
  for (const step in b) {
    if (step === self) continue;
    const there = a[step];
    out[step] = there ? unionNodes(there, b[step] as FieldSet) : (b[step] as FieldSet);
  }
  return out;
}

function unionNodes(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return a;
  const joined = union(a, b);
  return isMember(a) || isMember(b) ? (isEmpty(joined) ? leaf : asMember(joined)) : joined;
}

/** What is in both. */
export const intersection = (a: FieldSet, b: FieldSet): FieldSet => below(a, b, intersectNodes);

function intersectNodes(a: FieldSet, b: FieldSet | undefined): FieldSet | undefined {
  if (!b) return undefined;
  return nodeOf(isMember(a) && isMember(b), below(a, b, intersectNodes));
}

/** What is in `a` and not in `b`; paths below a member of `b` stay. */
export const difference = (a: FieldSet, b: FieldSet): FieldSet => (touches(a, b) ? below(a, b, subtractNodes) : a);

function subtractNodes(a: FieldSet, b: FieldSet | undefined): FieldSet | undefined {
  if (!b || !touchesNode(a, b)) return a;
  return nodeOf(isMember(a) && !isMember(b), below(a, b, subtractNodes));
}

/** What is in `a` and neither in `b` nor below a member of `b`. */
export const without = (a: FieldSet, b: FieldSet): FieldSet => below(a, b, subtractWhole);

function subtractWhole(a: FieldSet, b: FieldSet | undefined): FieldSet | undefined {
  if (!b) return a;
  return isMember(b) ? undefined : nodeOf(isMember(a), below(a, b, subtractWhole));
}

/** Every child of `a` met with its counterpart in `b`; those that come out undefined are left out. */
function below(a: FieldSet, b: FieldSet, meet: (a: FieldSet, b: FieldSet | undefined) => FieldSet | undefined): FieldSet {
  const out: MutableFieldSet = {};
  for (const step in a) {
    const met = step === self ? undefined : meet(a[step] as FieldSet, b[step]);
    if (met) out[step] = met;
  }
  return isEmpty(out) ? noFields : out;
}

/** Whether the sets have a member in common. Driven by `b`, which is what changed: usually little. */
export function touches(a: FieldSet, b: FieldSet): boolean {
  for (const step in b) {
    const there = step === self ? undefined : a[step];
    if (there && touchesNode(there, b[step] as FieldSet)) return true;
  }
  return false;
}

const touchesNode = (a: FieldSet, b: FieldSet): boolean => (isMember(a) && isMember(b)) || touches(a, b);

export function equal(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true;
  for (const step in b) if (a[step] === undefined) return false;
  for (const step in a) {
    const there = b[step];
    if (!there || !equal(a[step] as FieldSet, there)) return false;
  }
  return true;
}

/** Every member, parents first, in the order of writing. */
export function forEachPath(set: FieldSet, visit: (path: readonly string[]) => void, prefix: readonly string[] = []): void {
  const steps = Object.keys(set).filter((step) => step !== self).sort(compareElements);
  for (const step of steps) if (isMember(set[step] as FieldSet)) visit([...prefix, step]);
  for (const step of steps) forEachPath(set[step] as FieldSet, visit, [...prefix, step]);
}

/** The set with its steps in the order of writing, as it is stored and served; itself, if that is how it is. */
export function sorted(set: FieldSet): FieldSet {
  if (set === leaf) return set;
  let last: string | undefined;
  let same = true;
  for (const step in set) {
    const node = set[step] as FieldSet;
    if (last !== undefined && order(last, step) > 0) same = false;
    if (same && node !== leaf && sorted(node) !== node) same = false;
    if (!same) break;
    last = step;
  }
  return same ? set : sortSteps(set);
}

function sortSteps(set: FieldSet): FieldSet {
  const steps = Object.keys(set);
  // Few and nearly in order: inserting beats the general sort.
  for (let i = 1; i < steps.length && steps.length <= 32; i++) {
    const step = steps[i] as string;
    let at = i;
    for (; at > 0 && order(steps[at - 1] as string, step) > 0; at--) steps[at] = steps[at - 1] as string;
    steps[at] = step;
  }
  if (steps.length > 32) steps.sort(order);
  const out: MutableFieldSet = {};
  for (const step of steps) out[step] = sorted(set[step] as FieldSet);
  return out;
}

/** The node itself before what is below it. */
const order = (a: string, b: string): number => (a === self ? -1 : b === self ? 1 : compareElements(a, b));

/** A set from FieldsV1 as someone wrote it, in canonical form: itself, if it is in that form. Throws FieldsError. */
export function readFields(input: unknown): FieldSet {
  if (input === null || input === undefined) return noFields;
  return isCanonical(input) ? (input as FieldSet) : sorted(readNode(input).below);
}

/** Whether the steps are as we write them, and in that order: so is nearly all that is read. */
function isCanonical(node: unknown): boolean {
  if (!isObject(node)) return false;
  let last: string | undefined;
  for (const step in node) {
    if (step !== self && parseElement(step) !== step) return false;
    if (last !== undefined && order(last, step) >= 0) return false;
    if (!isCanonical(node[step])) return false;
    last = step;
  }
  return last !== self && (node[self] === undefined || isEmpty(node[self] as FieldSet));
}

function readNode(input: unknown): { below: FieldSet; member: boolean } {
  if (!isObject(input)) throw new FieldsError('readObjectStart: expect { or n');
  const out: MutableFieldSet = {};
  for (const [text, value] of Object.entries(input)) {
    const step = text === self ? undefined : parseElement(text);
    if (step === undefined) continue;
    const { below: inner, member } = readNode(value);
    const node = nodeOf(member, inner);
    if (node) out[step] = out[step] ? unionNodes(out[step], node) : node;
  }
  return { below: isEmpty(out) ? noFields : out, member: input[self] !== undefined || isEmpty(out) };
}
