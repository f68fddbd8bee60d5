/**
 * What is told of one attempt to place a pod: JSON for whoever asks over HTTP, and the value that other tools print.
 * Points that were not reached, or had nothing to say, are absent.
 */
import type { Code } from '../framework';

export const decisionVersion = 'scheduling.minikapi.dev/v1alpha1';

/**
 * - Placed: it has a node, or would get one.
 * - Unschedulable: no node fits, or a plugin refused it.
 * - Gated: it is not tried at all yet.
 * - Failed: something broke; it will be tried again.
 */
export type Outcome = 'Placed' | 'Unschedulable' | 'Gated' | 'Failed';

/** Recorded: what was decided. Computed: what would be decided, as things stand (or are supposed to stand). */
export type Basis = 'Recorded' | 'Computed';

export interface PodName {
  readonly namespace: string;
  readonly name: string;
  readonly uid?: string;
}

/** What a plugin said at one point. */
export interface PluginAnswer {
  readonly code: Code;
  readonly reasons?: readonly string[];
  /** preFilter: the only nodes to look at. */
  readonly nodeNames?: readonly string[];
  /** permit: how long the pod may be held. */
  readonly timeoutSeconds?: number;
}

/** By plugin. */
export type PointAnswers = Readonly<Record<string, PluginAnswer>>;

export interface PluginScore {
  /** As the plugin gave it. */
  readonly raw: number;
  /** Brought between 0 and 100. */
  readonly normalized: number;
  readonly weight: number;
  /** What it adds to the node's total: normalized x weight. */
  readonly final: number;
}

export interface NodeDecision {
  readonly name: string;
  /** By plugin, in the order in which they were asked: `passed`, or why not. */
  readonly filters: Readonly<Record<string, string>>;
  /** Absent: the node fits. */
  readonly rejectedBy?: string;
  /** Whether evicting pods might help. */
  readonly evictionMayHelp?: boolean;
  /** Absent where nothing had to be compared. */
  readonly scores?: Readonly<Record<string, PluginScore>>;
  readonly total?: number;
}

/** Nodes that were ruled out for one reason. */
export interface Cause {
  readonly plugin: string;
  /** As in the FailedScheduling message. */
  readonly reason: string;
  /** The same in plain words, with the numbers: `2 nodes lack cpu (needs 4, most free is 1.5 on node-2)`. */
  readonly phrase: string;
  readonly count: number;
  readonly nodes: readonly string[];
}

export interface Decision {
  readonly apiVersion: typeof decisionVersion;
  readonly kind: 'SchedulingDecision';
  readonly pod: PodName;
  readonly schedulerName: string;
  readonly time: string;
  readonly basis: Basis;
  /** What is to be known about the basis. */
  readonly note?: string;
  readonly outcome: Outcome;
  /** All of it in one plain sentence. */
  readonly sentence: string;
  /** As in the event: `0/3 nodes are available: …`. */
  readonly message?: string;
  /** Where it went. */
  readonly node?: string;
  /** The node that is kept for it until its victims are gone. */
  readonly nominatedNode?: string;
  readonly victims?: readonly PodName[];
  readonly nodeCounts: { readonly all: number; readonly examined: number; readonly feasible: number };
  readonly causes?: readonly Cause[];
  readonly plugins: Readonly<Partial<Record<PluginPoint, PointAnswers>>>;
  /** Those that were looked at, in that order. */
  readonly nodes: readonly NodeDecision[];
  /** What extenders answered, by their URL. */
  readonly extenders?: Readonly<Record<string, Readonly<Partial<Record<ExtenderVerb, unknown>>>>>;
}

/** Points where a plugin answers once an attempt. */
export type PluginPoint = 'preEnqueue' | 'preFilter' | 'postFilter' | 'preScore' | 'reserve' | 'permit' | 'preBind' | 'bind';

export type ExtenderVerb = 'filter' | 'prioritize' | 'preempt' | 'bind';

/** A change to the cluster, to the pod or to the configuration, as a what-if question takes it. */
export interface Changes {
  /** The pod itself, where it does not exist, or is to be another one. */
  readonly pod?: unknown;
  /** A merge patch (RFC 7386) of the pod itself. */
  readonly podPatch?: unknown;
  readonly nodes?: {
    readonly add?: readonly unknown[];
    readonly remove?: readonly string[];
    readonly patch?: readonly { readonly name: string; readonly patch: unknown }[];
    /** More nodes such as one that exists: its labels, taints and sizes, without its pods. */
    readonly replicate?: readonly { readonly like: string; readonly count: number }[];
  };
  readonly pods?: {
    /** Those without a node are placed first, in this order. */
    readonly add?: readonly unknown[];
    readonly remove?: readonly { readonly namespace?: string; readonly name: string }[];
    readonly patch?: readonly { readonly namespace?: string; readonly name: string; readonly patch: unknown }[];
  };
  /** KubeSchedulerConfiguration. */
  readonly configuration?: unknown;
}

/** A way to make a pod fit: asked with `changes`, the same question is answered with `node`. */
export interface Remedy {
  readonly sentence: string;
  readonly steps: readonly string[];
  readonly changes: Changes;
  readonly node: string;
}

/** The answer to a what-if question. */
export interface WhatIfAnswer {
  readonly apiVersion: typeof decisionVersion;
  readonly kind: 'SchedulingWhatIf';
  readonly decision: Decision;
  /** Pods that were added without a node, in the order in which they were placed. */
  readonly others?: readonly Decision[];
  /** Where it does not fit: the least changes that make it fit. Empty: none was found. */
  readonly remedies?: readonly Remedy[];
}
