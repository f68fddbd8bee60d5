/** What an autoscaler recommended and did, in memory as upstream: after a restart it begins afresh. */
import type { autoscalingV2 } from '../../api';

export interface Recommendation {
  readonly replicas: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface Rescale {
  /** By how many; never negative. */
  readonly change: number;
  readonly at: number;
}

/** Replaced, never changed. */
export interface History {
  readonly recommendations: readonly Recommendation[];
  readonly ups: readonly Rescale[];
  readonly downs: readonly Rescale[];
}

/** The longest window, and the longest period, that the API takes. */
const longestMs = 3600_000;

const recent = <T extends { readonly at: number }>(entries: readonly T[], now: number): T[] => entries.filter(({ at }) => at >= now - longestMs);

export const beginning = (replicas: number, now: number): History => ({ recommendations: [{ replicas, at: now }], ups: [], downs: [] });

export const withRecommendation = (history: History, replicas: number, now: number): History =>
  ({ ...history, recommendations: [...recent(history.recommendations, now), { replicas, at: now }] });

export function withRescale(history: History, from: number, to: number, now: number): History {
  return to > from
    ? { ...history, ups: [...recent(history.ups, now), { change: to - from, at: now }] }
    : { ...history, downs: [...recent(history.downs, now), { change: from - to, at: now }] };
}

/** How many there were when the policy's period began. */
export function atPeriodStart(current: number, { ups, downs }: History, { periodSeconds }: autoscalingV2.HPAScalingPolicy, now: number): number {
  const within = (rescales: readonly Rescale[]): number =>
    rescales.filter(({ at }) => at > now - periodSeconds * 1000).reduce((total, { change }) => total + change, 0);
  return current - within(ups) + within(downs);
}
