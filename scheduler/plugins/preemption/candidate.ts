import type { PodInfo } from '../../framework';

/** A node that would have room without its victims. */
export interface Candidate {
  readonly node: string;
  /** The most important first; at least one. */
  readonly victims: readonly PodInfo[];
  /** How many of them a disruption budget would keep. */
  readonly violations: number;
}
