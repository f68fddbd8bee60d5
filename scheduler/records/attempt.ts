/**
 * What happened in one attempt to place a pod, as it was seen: kept as it comes, without work. Texts, JSON and sentences
 * are made of it when somebody asks.
 */
import type { Diagnosis } from '../diagnosis';
import type { Answer, Cycle, NodeInfo, NodeSet, Nomination, PodInfo, Waiting } from '../framework';
import type { ExtenderVerb, PluginPoint } from './decision';

/** Who takes part, beside what they answer: of a Framework. */
export interface Cast {
  readonly schedulerName: string;
  /** In the order in which they filter. */
  readonly at: { readonly filter: readonly { readonly name: string }[] };
  readonly scorers: readonly { readonly plugin: { readonly name: string }; readonly weight: number }[];
}

/** Scores of one plugin, in the order of the nodes that fit. */
export interface Scores {
  readonly raw: Float64Array;
  /** Absent: the raw ones need none. */
  readonly normalized?: Float64Array;
}

export type PointAnswer = Answer | NodeSet | Waiting | Nomination;

/** What the search for nodes came to. */
export interface Searched {
  readonly feasible: readonly NodeInfo[];
  readonly diagnosis: Diagnosis;
  /** The node that it shall have once there is room. */
  readonly nomination?: Nomination;
}

export type Ending =
  | { readonly outcome: 'Placed'; readonly node: string }
  | { readonly outcome: 'Unschedulable' | 'Gated' | 'Failed'; readonly message: string };

const nobody: readonly NodeInfo[] = [];

export class Attempt {
  readonly pod: PodInfo;
  readonly answers = new Map<PluginPoint, Map<string, PointAnswer>>();
  readonly scores = new Map<string, Scores>();
  readonly extenders = new Map<string, Map<ExtenderVerb, unknown>>();
  /** All that there were. */
  readonly nodes: readonly NodeInfo[];
  /** The node that was kept for the pod before. */
  readonly nominatedNode: string | undefined;
  /** The node that it took in memory, whether or not it was bound to it. */
  selected: string | undefined;
  /** Undefined: it is on its way. */
  ending: Ending | undefined;
  private search: Searched | undefined;

  constructor({ pod, snapshot, nominatedNode }: Cycle, readonly cast: Cast, readonly time: number) {
    this.pod = pod;
    this.nominatedNode = nominatedNode;
    this.nodes = snapshot.nodes;
  }

  /** Numbers that it keeps, roughly. */
  get weight(): number {
    return 1 + this.feasible.length * (1 + this.scores.size) + (this.diagnosis?.size ?? 0);
  }

  get feasible(): readonly NodeInfo[] {
    return this.search?.feasible ?? nobody;
  }

  get diagnosis(): Diagnosis | undefined {
    return this.search?.diagnosis;
  }

  get nomination(): Nomination | undefined {
    return this.search?.nomination;
  }

  searched(search: Searched): void {
    this.search = search;
  }

  answered(point: PluginPoint, plugin: string, answer: PointAnswer): void {
    const answers = this.answers.get(point) ?? new Map<string, PointAnswer>();
    this.answers.set(point, answers);
    answers.set(plugin, answer);
  }

  scored(plugin: string, raw: Float64Array, normalized?: Float64Array): void {
    this.scores.set(plugin, { raw, normalized });
  }

  /** What an extender answered, as it came. */
  extended(url: string, verb: ExtenderVerb, result: unknown): void {
    const results = this.extenders.get(url) ?? new Map<ExtenderVerb, unknown>();
    this.extenders.set(url, results);
    results.set(verb, result);
  }
}
