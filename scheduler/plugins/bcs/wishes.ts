/** What a taskgroup asks of its agent, read out of its pod's annotations once. Pods that somebody made by hand may say what makes no sense. */
import { bcsRules, type core } from '../../../api';
import type { PodInfo } from '../../framework';

const { constraintFault, countOfRandom, marks, partsOf, portsWantedBy, readApplication } = bcsRules;

export interface Wishes {
  /** With its tolerations. */
  readonly constraint?: bcsRules.Constraint;
  /** The part that an agent alone decides. */
  readonly alone?: bcsRules.Constraint;
  /** The part for which other taskgroups count. */
  readonly withOthers?: bcsRules.Constraint;
  readonly requestedIp?: bcsRules.RequestedIp;
  readonly ports: bcsRules.TaskPorts;
  /** How many of the agent's own ports it needs. */
  readonly randomPorts: number;
  /** Until then (milliseconds since 1970) only that node will do. */
  readonly retain?: { readonly node: string; readonly until: number };
  /** Two pods of which it is the same are the same to an agent. */
  readonly sign: string;
}

/** What it asks for cannot be understood. */
export interface Nonsense { readonly fault: string }

const known = new WeakMap<core.Pod, Wishes | Nonsense>();

export function wishesOf({ pod }: PodInfo): Wishes | Nonsense {
  const found = known.get(pod) ?? read(pod);
  known.set(pod, found);
  return found;
}

function read(pod: core.Pod): Wishes | Nonsense {
  const { annotations = {} } = pod.metadata;
  try {
    const constraint = constraintOf(annotations[marks.constraintAnnotation]);
    const requestedIp = objectAt<bcsRules.RequestedIp>(annotations, marks.requestedIpAnnotation, isRequestedIp);
    const retain = objectAt<NonNullable<Wishes['retain']>>(annotations, marks.retainAnnotation, isRetain);
    const fault = constraintFault(constraint);
    if (fault !== undefined) return { fault };
    const ports = portsWantedBy(pod);
    const randomPorts = countOfRandom(ports);
    return {
      ports, randomPorts, requestedIp, retain, constraint, ...splitOf(constraint),
      sign: `${annotations[marks.constraintAnnotation] ?? ''}\0${annotations[marks.requestedIpAnnotation] ?? ''}\0${randomPorts}`,
    };
  } catch {
    return { fault: 'its annotations cannot be read' };
  }
}

/** Of a tree, the parts in which something stands. */
function splitOf(constraint: bcsRules.Constraint | undefined): Pick<Wishes, 'alone' | 'withOthers'> {
  if (!constraint) return {};
  const { alone, withOthers } = partsOf(constraint);
  return { ...(alone.intersectionItem?.length && { alone }), ...(withOthers.intersectionItem?.length && { withOthers }) };
}

type Json = Readonly<Record<string, unknown>>;

/** As definitions are read, so that all of it is what it should be. */
function constraintOf(text: string | undefined): bcsRules.Constraint | undefined {
  if (text === undefined) return undefined;
  return readApplication(JSON.stringify({ constraint: JSON.parse(text) as unknown })).constraint;
}

/** Throws for what is none. */
function objectAt<T>(annotations: Readonly<Record<string, string>>, name: string, is: (value: Json) => boolean): T | undefined {
  const text = annotations[name];
  if (text === undefined) return undefined;
  const value = JSON.parse(text) as unknown;
  if (typeof value !== 'object' || value === null || !is(value as Json)) throw new Error(name);
  return value as T;
}

function isRequestedIp({ ip, where }: Json): boolean {
  if (where === undefined) return typeof ip === 'string';
  const { attribute, patterns } = (where ?? {}) as Json;
  return typeof ip === 'string' && typeof attribute === 'string' && Array.isArray(patterns) && patterns.every((pattern) => typeof pattern === 'string');
}

const isRetain = ({ node, until }: Json): boolean => typeof node === 'string' && typeof until === 'number';
