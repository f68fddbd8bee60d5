/**
 * What is said to extenders and by them (k8s.io/kube-scheduler extender/v1): Go structs without JSON names, so members
 * begin with capitals, and are read whatever their case.
 */
import type { core } from '../../api';

/** An extender that answers what nobody can make sense of. */
export class Nonsense extends Error {}

export type FailedNodes = ReadonlyMap<string, string>;

export interface FilterAnswer {
  /** Undefined: not said. */
  readonly nodeNames: readonly string[] | undefined;
  readonly failed: FailedNodes;
  readonly unresolvable: FailedNodes;
  readonly error: string;
}

export interface HostScore { readonly host: string; readonly score: number }

export interface MetaVictims { readonly uids: readonly string[]; readonly violations: number }

interface Victims { readonly Pods: readonly core.Pod[]; readonly NumPDBViolations: number }

/** Members in Go's order; what does not apply is null. */
export interface ExtenderArgs {
  readonly Pod: core.Pod;
  readonly Nodes: { readonly metadata: object; readonly items: readonly core.Node[] } | null;
  readonly NodeNames: readonly string[] | null;
}

export interface ExtenderPreemptionArgs {
  readonly Pod: core.Pod;
  readonly NodeNameToVictims: Readonly<Record<string, Victims>> | null;
  readonly NodeNameToMetaVictims: Readonly<Record<string, { readonly Pods: readonly { readonly UID: string }[]; readonly NumPDBViolations: number }>> | null;
}

export interface ExtenderBindingArgs {
  readonly PodName: string;
  readonly PodNamespace: string;
  readonly PodUID: string;
  readonly Node: string;
}

type Members = Readonly<Record<string, unknown>>;

const kindOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

const unlike = (what: string, wanted: string, value: unknown): Nonsense => new Nonsense(`${what} must be ${wanted}, not ${kindOf(value)}`);

function object(value: unknown, what: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unlike(what, 'an object', value);
  return value as Members;
}

function list(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw unlike(what, 'an array', value);
  return value;
}

function text(value: unknown, what: string): string {
  if (typeof value !== 'string') throw unlike(what, 'a string', value);
  return value;
}

function whole(value: unknown, what: string): number {
  if (!Number.isInteger(value)) throw unlike(what, 'a whole number', value);
  return value as number;
}

/** Null and absent are the same. */
function member(of: Members, name: string): unknown {
  const key = Object.hasOwn(of, name) ? name : Object.keys(of).find((other) => other.toLowerCase() === name.toLowerCase());
  return (key === undefined ? undefined : of[key]) ?? undefined;
}

const given = <T>(value: unknown, read: (value: unknown) => T): T | undefined => (value === undefined ? undefined : read(value));

const failedNodes = (value: unknown, what: string): FailedNodes =>
  new Map(Object.entries(given(value, (some) => object(some, what)) ?? {}).map(([node, why]) => [node, text(why, `${what}[${node}]`)]));

export function readFilterAnswer(value: unknown): FilterAnswer {
  const answer = object(value, 'ExtenderFilterResult');
  const nodes = given(member(answer, 'Nodes'), (some) => list(member(object(some, 'Nodes'), 'items') ?? [], 'Nodes.items'));
  return {
    nodeNames: given(member(answer, 'NodeNames'), (names) => list(names, 'NodeNames').map((name, i) => text(name, `NodeNames[${i}]`)))
      ?? nodes?.map((node, i) => text(member(object(member(object(node, `Nodes.items[${i}]`), 'metadata'), `Nodes.items[${i}].metadata`), 'name'), `Nodes.items[${i}].metadata.name`)),
    failed: failedNodes(member(answer, 'FailedNodes'), 'FailedNodes'),
    unresolvable: failedNodes(member(answer, 'FailedAndUnresolvableNodes'), 'FailedAndUnresolvableNodes'),
    error: errorIn(answer),
  };
}

export const readHostScores = (value: unknown): readonly HostScore[] => list(value ?? [], 'HostPriorityList').map((one, i) => {
  const entry = object(one, `HostPriorityList[${i}]`);
  return { host: text(member(entry, 'Host'), `HostPriorityList[${i}].Host`), score: whole(member(entry, 'Score') ?? 0, `HostPriorityList[${i}].Score`) };
});

/** By node. */
export function readPreemptionAnswer(value: unknown): ReadonlyMap<string, MetaVictims> {
  const victims = object(member(object(value, 'ExtenderPreemptionResult'), 'NodeNameToMetaVictims') ?? {}, 'NodeNameToMetaVictims');
  return new Map(Object.entries(victims).map(([node, said]) => [node, metaVictims(said, `NodeNameToMetaVictims[${node}]`)]));
}

function metaVictims(value: unknown, what: string): MetaVictims {
  const victims = object(value ?? {}, what);
  const pods = list(member(victims, 'Pods') ?? [], `${what}.Pods`);
  return {
    uids: pods.map((pod, i) => text(member(object(pod, `${what}.Pods[${i}]`), 'UID'), `${what}.Pods[${i}].UID`)),
    violations: whole(member(victims, 'NumPDBViolations') ?? 0, `${what}.NumPDBViolations`),
  };
}

/** '' when it went well. */
export const readBindingAnswer = (value: unknown): string => errorIn(object(value, 'ExtenderBindingResult'));

const errorIn = (answer: Members): string => given(member(answer, 'Error'), (error) => text(error, 'Error')) ?? '';
