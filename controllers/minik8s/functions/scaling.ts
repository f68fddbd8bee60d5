/**
 * How many replicas a function should have, by what activators say in its status. The document counts calls over windows of a minute: none
 * halves the replicas, more than a hundred say how many there should be, and what is called while there is none begins with two. How many
 * calls there are at once is ours: it needs no window to be over. Pure.
 */
import { formatMicroTime, type minik8s } from '../../../api';

/** What a function begins with, after its creation and after its sleep. */
const first = 2;
/** Calls in a window from which on their number says how many replicas there are, one for so many. */
const many = 100;

export interface Scale {
  readonly desiredReplicas: number;
  /** Those that are still to be believed. */
  readonly activators: minik8s.FunctionActivator[];
  readonly window: minik8s.FunctionWindow;
}

export function nextScale(spec: minik8s.FunctionSpec, status: minik8s.FunctionStatus, now: number): Scale {
  const { invocations = 0, desiredReplicas, window } = status;
  const activators = (status.activators ?? []).filter(({ until }) => Date.parse(until) > now);
  const inFlight = activators.reduce((sum, activator) => sum + activator.inFlight, 0);
  const bounds = { least: spec.minReplicas, most: spec.maxReplicas, needed: Math.ceil(inFlight / spec.concurrency) };
  if (desiredReplicas === undefined || !window) return { desiredReplicas: bounded(desiredReplicas ?? first, bounds), activators, window: begun(invocations, now) };

  const calls = invocations - window.invocations;
  const isCalled = calls > 0 || inFlight > 0;
  if (isOver(window, spec, now)) {
    const desired = bounded(atWindowEnd(desiredReplicas, calls, isCalled), bounds);
    return { desiredReplicas: desired, activators, window: isCalled || desired > spec.minReplicas ? begun(invocations, now) : { invocations } };
  }
  const desired = bounded(isCalled && desiredReplicas === 0 ? first : desiredReplicas, bounds);
  const rests = window.startTime === undefined && !isCalled && desired === spec.minReplicas;
  return { desiredReplicas: desired, activators, window: window.startTime !== undefined || rests ? window : begun(window.invocations, now) };
}

/** After so many milliseconds something may have to change although nobody says anything; undefined: never. */
export function untilNextScale({ idleSeconds }: minik8s.FunctionSpec, { window, activators = [] }: Pick<minik8s.FunctionStatus, 'window' | 'activators'>, now: number): number | undefined {
  const times = [...(window?.startTime === undefined ? [] : [endOf(window.startTime, idleSeconds)]), ...activators.map(({ until }) => Date.parse(until))];
  return times.length ? Math.max(0, Math.min(...times) - now) : undefined;
}

interface Bounds {
  readonly least: number;
  readonly most: number;
  /** For the calls that are there now. */
  readonly needed: number;
}

const bounded = (replicas: number, { least, most, needed }: Bounds): number => Math.min(Math.max(replicas, needed, least), most);

const begun = (invocations: number, now: number): minik8s.FunctionWindow => ({ startTime: formatMicroTime(now), invocations });

const endOf = (startTime: string, idleSeconds: number): number => Date.parse(startTime) + idleSeconds * 1000;

const isOver = ({ startTime }: minik8s.FunctionWindow, { idleSeconds }: minik8s.FunctionSpec, now: number): boolean =>
  startTime !== undefined && endOf(startTime, idleSeconds) <= now;

function atWindowEnd(replicas: number, calls: number, isCalled: boolean): number {
  if (calls > many) return first + Math.floor(calls / many);
  if (!isCalled) return Math.floor(replicas / 2);
  return replicas === 0 ? first : replicas;
}
