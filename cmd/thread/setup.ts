/** What the thread of the components is told when it begins, and what the two threads ask each other beside objects. */
import type { Component } from '../components';
import type { SchedulerChoice } from '../scheduler-configuration';
import type { SimulationChoice } from '../simulation';
import type { RecordOptions } from '../../scheduler';
import type { Family, Logger, Sample } from '../../api';

/** It is copied: data only. */
export interface ThreadSetup {
  readonly simulation: SimulationChoice;
  readonly scheduler: SchedulerChoice;
  readonly records: RecordOptions;
  readonly components: readonly Component[];
  readonly leaderElection: boolean;
}

export interface Line {
  readonly level: keyof Logger;
  readonly message: string;
  /** As JSON. */
  readonly fields?: string;
}

export interface Presence {
  readonly name: string;
  readonly runs: boolean;
}

export interface ToldFamily extends Pick<Family, 'name' | 'help' | 'type'> {
  readonly samples: readonly Sample[];
}
