/** All extenders: each asked in its turn, those that may fail without harm passed over when they do (kube-scheduler schedule_one.go). */
import { fieldError, type Logger } from '../../api';
import { invalidConfiguration } from '../configuration/plan';
import type { Extender as Settings } from '../configuration/types';
import type { Diagnosis } from '../diagnosis';
import { maxNodeScore, type Cycle, type EvictionCandidate, type NodeInfo, type PodInfo, type SchedulerPlugin } from '../framework';
import { Extender, type ExtenderContext, type Heard, type Verb } from './extender';

/** An extender's scores lie between 0 and this. */
const maxExtenderPriority = 10;

/** In whose name extenders reject pods. They cannot say what may help, so every change may. */
export const extenderPlugin: SchedulerPlugin = {
  name: 'Extender',
  wakeOn: [
    { subject: 'Node', kinds: ['NodeAdded', 'NodeGone', 'NodeAllocatableChanged', 'NodeLabelsChanged', 'NodeTaintsChanged'] },
    { subject: 'AssignedPod', kinds: ['PodAssigned', 'PodLabelsChanged', 'PodScaledDown', 'PodGone'] },
    { subject: 'Self', kinds: ['OwnGatesRemoved', 'OwnTolerationsChanged', 'OwnLabelsChanged', 'OwnRequestsReduced', 'OwnClaimsGenerated'] },
    { subject: 'Storage', kinds: ['ClaimChanged', 'VolumeChanged', 'StorageClassChanged', 'CsiNodeChanged', 'CsiDriverChanged', 'CapacityChanged', 'AttachmentGone'] },
    { subject: 'Device', kinds: ['DeviceClaimChanged', 'DeviceClassChanged', 'DevicesChanged'] },
  ],
};

export class Extenders {
  private readonly all: readonly Extender[];

  /** At least one. Throws ApiError Invalid for certificates that cannot be read. */
  constructor(settings: readonly Settings[], context: ExtenderContext, private readonly log: Logger) {
    this.all = settings.map((one) => made(one, context));
  }

  can(verb: Verb): boolean {
    return this.all.some((extender) => extender.can(verb));
  }

  /** Those of the nodes that all of them let pass; why not the others goes to the diagnosis. */
  async filter({ pod }: Cycle, nodes: readonly NodeInfo[], diagnosis: Diagnosis, heard: Heard): Promise<readonly NodeInfo[]> {
    let left = nodes;
    for (const extender of this.concerned('filter', pod)) {
      if (!left.length) break;
      const answer = await this.orIgnored(extender, extender.filter(pod, left, heard));
      if (!answer) continue;
      for (const node of left) tellFailure(node, answer, diagnosis);
      left = answer.nodes;
    }
    if (left.length !== nodes.length) diagnosis.rejectedBy.add(extenderPlugin.name);
    return left;
  }

  /** Adds what they think of the nodes; one that fails adds nothing. */
  async prioritize({ pod }: Cycle, nodes: readonly NodeInfo[], totals: Float64Array, heard: Heard): Promise<void> {
    const places = new Map(nodes.map(({ name }, place) => [name, place]));
    await Promise.all(this.concerned('prioritize', pod).map(async (extender) => {
      try {
        for (const { host, score } of await extender.prioritize(pod, nodes, heard)) {
          const place = places.get(host);
          if (place !== undefined) totals[place] = (totals[place] ?? 0) + score * extender.weight * (maxNodeScore / maxExtenderPriority);
        }
      } catch (error) {
        this.log.warn('no score given by an extender', { extender: extender.url, pod: pod.id, error: messageOf(error) });
      }
    }));
  }

  /** The candidates that are left, with the victims that are wanted. */
  async preempt({ pod, snapshot }: Cycle, candidates: readonly EvictionCandidate[], heard: Heard): Promise<readonly EvictionCandidate[]> {
    let left = candidates;
    for (const extender of this.concerned('preempt', pod)) {
      if (!left.length) break;
      const answer = await this.orIgnored(extender, extender.preempt(pod, left, snapshot, heard));
      if (answer) left = withVictims(answer, extender.ignorable);
    }
    return left;
  }

  /** Whether one of them has bound the pod. */
  async bind(pod: PodInfo, node: string, heard: Heard): Promise<boolean> {
    for (const extender of this.concerned('bind', pod)) {
      const bound = await this.orIgnored(extender, extender.bind(pod, node, heard).then(() => true));
      if (bound) return true;
    }
    return false;
  }

  close(): void {
    for (const extender of this.all) extender.close();
  }

  private concerned(verb: Verb, pod: PodInfo): readonly Extender[] {
    return this.all.filter((extender) => extender.can(verb) && extender.concerns(pod));
  }

  /** Undefined: it failed, and pods are placed without it. */
  private async orIgnored<T>(extender: Extender, answer: Promise<T>): Promise<T | undefined> {
    try {
      return await answer;
    } catch (error) {
      if (!extender.ignorable) throw error;
      this.log.info('skipping extender as it returned error and has ignorable flag set', { extender: extender.url, error: messageOf(error) });
      return undefined;
    }
  }
}

function made(settings: Settings, context: ExtenderContext): Extender {
  try {
    return new Extender(settings, context);
  } catch (error) {
    throw invalidConfiguration([fieldError.invalid(`extenders[${settings.urlPrefix}].tlsConfig`, fieldError.omitted, messageOf(error))]);
  }
}

function tellFailure(node: NodeInfo, { failed, unresolvable }: { readonly failed: ReadonlyMap<string, string>; readonly unresolvable: ReadonlyMap<string, string> }, diagnosis: Diagnosis): void {
  const hopeless = unresolvable.get(node.name);
  const why = hopeless ?? failed.get(node.name);
  if (why !== undefined) diagnosis.reject(node, { plugin: extenderPlugin, verdict: { code: hopeless === undefined ? 'Unschedulable' : 'UnschedulableAndUnresolvable', reasons: [why] } });
}

function withVictims(candidates: readonly EvictionCandidate[], ignorable: boolean): readonly EvictionCandidate[] {
  const empty = candidates.find(({ victims }) => !victims.length);
  if (empty && !ignorable) throw new Error(`expected at least one victim pod on node ${JSON.stringify(empty.node)}`);
  return candidates.filter(({ victims }) => victims.length);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
