/**
 * The scheduler's plugin contract: read this file first.
 *
 *     queue:    preEnqueue -> queueSort                             pod leaves the queue, highest first
 *     cycle:    preFilter -> filter -> (postFilter) -> preScore -> score -> normalize -> reserve -> permit
 *     binding:  preBind -> bind -> postBind                         beside the next pod's cycle
 *     failure:  unreserve (in reverse order), then back to the queue until a change named in wakeOn
 *
 * A plugin is an object with a name and the points it cares for, which run in the order of the profile. It is pure
 * against the snapshot: it gets the pod, immutable nodes and a scratch pad for this attempt, and answers with a
 * verdict. Anything else it needs (its arguments, a way to bind) is handed to its factory by name.
 *
 * After upstream's k8s.io/kube-scheduler framework/interface.go, whose verdicts tell the queue what to do next.
 */
import type { Client, Clock, KubeObject, Random } from '../api';
import type { Informers } from '../client';
import type { NodeFacts, NodeInfo } from './node-info';
import type { PodInfo } from './pod-info';
import type { Surroundings } from './surroundings';
import type { NodeView } from './views';

export type { Lister } from '../client';
export type { Amounts } from './amounts';
export type { NodeFacts, NodeInfo } from './node-info';
export type { HostPort, PodInfo } from './pod-info';
export type { Surroundings } from './surroundings';
export type { NodeView, Sign } from './views';

/**
 * - Success: go on (`undefined` says the same and costs nothing).
 * - Unschedulable: not here, not now; evicting pods might help.
 * - UnschedulableAndUnresolvable: not here, and evicting pods would not help.
 * - Wait: permit only, see `Waiting`.
 * - Skip: preFilter, preScore: leave this plugin's filter or score out of this attempt; bind: let the next one bind.
 * - Error: the plugin failed; the pod is retried after its back-off. Throwing says the same.
 */
export type Code = 'Success' | 'Unschedulable' | 'UnschedulableAndUnresolvable' | 'Wait' | 'Skip' | 'Error';

export interface Verdict {
  readonly code: Code;
  /** Shown to the user, each with the number of nodes that gave it: `node(s) were unschedulable`. */
  readonly reasons: readonly string[];
}

export type Answer = Verdict | undefined;

/** Build verdicts once, not per node: identical objects are also counted faster. */
export const unschedulable = (...reasons: string[]): Verdict => ({ code: 'Unschedulable', reasons });
export const unresolvable = (...reasons: string[]): Verdict => ({ code: 'UnschedulableAndUnresolvable', reasons });
export const skip: Verdict = { code: 'Skip', reasons: [] };

export const isSuccess = (answer: Answer): boolean => answer === undefined || answer.code === 'Success';
export const isRejection = (answer: Answer): boolean =>
  answer?.code === 'Unschedulable' || answer?.code === 'UnschedulableAndUnresolvable';

/** preFilter may also narrow the search to some nodes. */
export interface NodeSet { readonly nodeNames: ReadonlySet<string> }

/** permit: hold the pod, its place reserved, until the promise tells; rejected after `timeoutMs`. */
export interface Waiting {
  readonly code: 'Wait';
  readonly reasons: readonly string[];
  readonly timeoutMs: number;
  /** Resolves when the plugin has made up its mind. */
  readonly until: Promise<Answer>;
}

/** The cluster of one moment: as far as plugins are concerned nothing in it changes during an attempt. */
export interface Snapshot {
  readonly nodes: readonly NodeInfo[];
  node(name: string): NodeInfo | undefined;
  /**
   * What a plugin works out from all nodes and their pods, made once under this name and then kept up: the way to look
   * at the whole cluster at the cost of what has changed. Only to be read; the name tells all that the view depends on.
   */
  view<T extends NodeView>(name: string, make: () => T): T;
  readonly surroundings: Surroundings;
}

/** Names a value in the cycle state and remembers its type. */
export interface StateKey<T> { readonly name: string; readonly type?: T }

export const stateKey = <T>(name: string): StateKey<T> => ({ name });

/** Scratch pad of one attempt to place one pod: what preFilter and preScore worked out for filter and score. */
export class CycleState {
  private readonly values = new Map<StateKey<unknown>, unknown>();

  read<T>(key: StateKey<T>): T | undefined {
    return this.values.get(key) as T | undefined;
  }

  write<T>(key: StateKey<T>, value: T): void {
    this.values.set(key, value);
  }

  /** A copy for asking "what if": what is written there is not seen here. */
  fork(): CycleState {
    const copy = new CycleState();
    for (const [key, value] of this.values) copy.values.set(key, isForkable(value) ? value.fork() : value);
    return copy;
  }
}

/** A value of the cycle state that addPod and removePod change in place. Values without `fork` are shared, and never changed. */
export interface Forkable { fork(): unknown }

const isForkable = (value: unknown): value is Forkable =>
  typeof value === 'object' && value !== null && 'fork' in value && typeof value.fork === 'function';

/** One attempt to place one pod. */
export interface Cycle {
  readonly pod: PodInfo;
  readonly snapshot: Snapshot;
  readonly state: CycleState;
  /** The node that is kept for the pod since an earlier attempt. */
  readonly nominatedNode?: string;
}

/** Why no node was found: what postFilter may look at. */
export interface Rejections {
  /** Calls back for every node of the snapshot with the verdict that ruled it out. */
  forEachNode(visit: (node: NodeInfo, verdict: Verdict) => void): void;
}

/** One node with other pods than it has: would the pod of the cycle fit? Nothing of the attempt itself is changed. */
export interface Trial {
  add(pod: PodInfo): void;
  remove(pod: PodInfo): void;
  /** What the filters say, as things stand here, with and without the pods that are nominated for the node. */
  verdict(): Answer;
}

/** Begins a trial of a node as it is. */
export interface WhatIf {
  (node: NodeInfo): Trial;
  /**
   * One and the same object for all pods that are alike: what a trial of a node has shown can be kept beside it, as long as the node and
   * what `nominated` says of it are the same. Undefined: nobody can promise it.
   */
  readonly likeness?: object;
  /** The pods that are nominated for the node, another list when they are others; undefined: the pod is one of them. */
  nominated?(node: NodeInfo): readonly PodInfo[] | undefined;
}

/** postFilter: the node that the pod shall have once there is room; '' takes an earlier nomination back. */
export interface Nomination extends Verdict {
  readonly nominate: string;
  /** Pods that leave the node to make room. */
  readonly evict?: readonly PodInfo[];
  /** Among what it was chosen: who strikes some of them out has it chosen anew. */
  readonly choice?: { readonly candidates: readonly EvictionCandidate[]; among(candidates: readonly EvictionCandidate[]): Nomination | Verdict };
}

/** A node that would have room without its victims. */
export interface EvictionCandidate {
  readonly node: string;
  /** The most important first; at least one. */
  readonly victims: readonly PodInfo[];
  /** How many of them a disruption budget would keep. */
  readonly violations: number;
}

export interface SchedulerPlugin {
  readonly name: string;

  /** May the pod be tried at all? Rejected pods stay out of the queue until they change. */
  preEnqueue?(pod: PodInfo): Answer;
  /** Negative: `a` first. Exactly one plugin of a profile has it. */
  queueSort?(a: QueuedPod, b: QueuedPod): number;

  /** Once per attempt, before any node: prepare, narrow, reject or skip. */
  preFilter?(cycle: Cycle): Answer | NodeSet;
  /**
   * What if `other` ran on the node as well, or did not? Brings what preFilter wrote to `cycle.state` (a fork of the
   * attempt's own) up to date; `node` is the node after the change. A plugin whose preFilter looks at pods has both;
   * not called when its preFilter answered Skip (upstream's PreFilterExtensions).
   */
  addPod?(cycle: Cycle, other: PodInfo, node: NodeInfo): void;
  removePod?(cycle: Cycle, other: PodInfo, node: NodeInfo): void;
  /** Once per node: can the pod run there? */
  filter?(cycle: Cycle, node: NodeInfo): Answer;
  /** Only when no node passed: can something be done about it? Its reasons end the FailedScheduling message. */
  postFilter?(cycle: Cycle, rejections: Rejections, whatIf: WhatIf): Answer | Nomination;

  /** Once per attempt, with the nodes that passed. */
  preScore?(cycle: Cycle, nodes: readonly NodeInfo[]): Answer;
  /** Any number; without `normalize` it must lie between 0 and `maxNodeScore`. */
  score?(cycle: Cycle, node: NodeInfo): number;
  /** Brings this plugin's scores (in the order of `nodes`) between 0 and `maxNodeScore`, in place. */
  normalize?(cycle: Cycle, scores: Float64Array, nodes: readonly NodeInfo[]): void;

  /** The pod is about to take this node: note it. */
  reserve?(cycle: Cycle, node: string): Answer;
  /** The pod does not take it after all. Also called where reserve never ran; must not fail. */
  unreserve?(cycle: Cycle, node: string): void;
  /** Last word before binding: allow, reject or wait. */
  permit?(cycle: Cycle, node: string): Answer | Waiting;

  /** Whether preBind has anything to do: Skip when not. A plugin that has this may wait for others in its preBind. */
  preBindPreFlight?(cycle: Cycle, node: string): Answer;
  preBind?(cycle: Cycle, node: string, signal: AbortSignal): Promise<Answer>;
  /** The first plugin that does not answer Skip has bound the pod, or failed to. */
  bind?(cycle: Cycle, node: string): Promise<Answer>;
  postBind?(cycle: Cycle, node: string): void;

  /**
   * What of the pod its filter and score go by. Having it promises that they go by nothing else but the node: not by other nodes, time
   * or chance. What they said of a node then holds for all pods of the same sign until the node changes. Undefined: this pod is
   * like no other. preFilter and preScore are asked all the same; whether they skip goes by the sign alone, too.
   */
  sign?(pod: PodInfo): string | undefined;

  /** Which changes may help a pod that this plugin rejected. A plugin that rejects must name them. */
  readonly wakeOn?: readonly Wake[];
}

/** A normalized score lies between 0 and this. */
export const maxNodeScore = 100;

/** What a plugin is made from. */
export type PluginFactory = (ingredients: PluginIngredients) => SchedulerPlugin;

export interface PluginIngredients {
  /** The plugin's arguments in the profile. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Writes the pod's binding, by which it gets the annotations as well; rejects with an ApiError. */
  readonly bind: (pod: PodInfo, node: string, annotations?: Readonly<Record<string, string>>) => Promise<void>;
  /** The objects of a kind as far as the cluster has told; to be asked for by the factory, so that they are there before the first pod. */
  readonly informers: Pick<Informers, 'of'>;
  /** For what preBind writes. */
  readonly client: Client;
  readonly random: Random;
  readonly clock: Clock;
}

/** A pod on its way through the queue. Times in milliseconds since the epoch. */
export interface QueuedPod {
  readonly pod: PodInfo;
  /** When it last entered the queue. */
  readonly since: number;
  /** Order of arrival among pods of the same millisecond. */
  readonly order: number;
  readonly attempts: number;
  /** Plugins that rejected the last attempt. Empty: any change may help. */
  readonly rejectedBy: ReadonlySet<string>;
}

export type NodeChangeKind = 'NodeAdded' | 'NodeGone' | 'NodeAllocatableChanged' | 'NodeLabelsChanged' | 'NodeTaintsChanged' | 'NodeAnnotationsChanged' | 'NodeSettingChanged';
export type AssignedPodChangeKind = 'PodAssigned' | 'PodLabelsChanged' | 'PodScaledDown' | 'PodGone' | 'EndedPodGone';
export type StorageChangeKind =
  | 'ClaimChanged' | 'VolumeChanged' | 'StorageClassChanged' | 'CsiNodeChanged' | 'CsiDriverChanged' | 'CapacityChanged' | 'AttachmentGone';
export type OwnChangeKind = 'OwnGatesRemoved' | 'OwnTolerationsChanged' | 'OwnLabelsChanged' | 'OwnRequestsReduced' | 'OwnClaimsGenerated' | 'OwnAnnotationsChanged';
export type DeviceChangeKind = 'DeviceClaimChanged' | 'DeviceClassChanged' | 'DevicesChanged';

/** `NodeTaintsChanged` includes spec.unschedulable, as upstream's UpdateNodeTaint does. `NodeSettingChanged`: what BCS says of it as an agent. */
export interface NodeChange {
  readonly subject: 'Node';
  readonly kinds: readonly NodeChangeKind[];
  readonly node: NodeFacts;
  readonly old?: NodeFacts;
}

/** A pod that has a node: assigned, changed, or gone (deleted or ended); `EndedPodGone`: deleted after it had ended. */
export interface AssignedPodChange {
  readonly subject: 'AssignedPod';
  readonly kinds: readonly AssignedPodChangeKind[];
  readonly pod: PodInfo;
  /** What it was before, where its labels or requests changed. */
  readonly old?: PodInfo;
}

/** The waiting pod itself was changed. */
export interface OwnChange {
  readonly subject: 'Self';
  readonly kinds: readonly OwnChangeKind[];
  readonly pod: PodInfo;
  readonly old?: PodInfo;
}

/** What is neither a node nor a pod. */
interface ObjectChange {
  readonly object: KubeObject;
  /** What it was before; undefined: it is new. */
  readonly old?: KubeObject;
}

/** A claim, a volume, a class or what CSI drivers say came or changed; an attachment went. */
export interface StorageChange extends ObjectChange {
  readonly subject: 'Storage';
  readonly kinds: readonly StorageChangeKind[];
}

/** A claim of devices, a class of them, or what a driver offers came or changed. */
export interface DeviceChange extends ObjectChange {
  readonly subject: 'Device';
  readonly kinds: readonly DeviceChangeKind[];
}

export type ClusterChange = NodeChange | AssignedPodChange | OwnChange | StorageChange | DeviceChange;

/** `helps` decides for one waiting pod; without it every change of these kinds wakes. */
export type Wake = WakeOn<NodeChange> | WakeOn<AssignedPodChange> | WakeOn<OwnChange> | WakeOn<StorageChange> | WakeOn<DeviceChange>;

export interface WakeOn<C extends ClusterChange> {
  readonly subject: C['subject'];
  readonly kinds: readonly C['kinds'][number][];
  helps?(pod: PodInfo, change: C): boolean;
}
