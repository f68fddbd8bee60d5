/** One extender: what it is asked, over HTTP (kube-scheduler extender.go). */
import { readFileSync } from 'node:fs';
import type { Clock, core } from '../../api';
import { Poster, type PosterOptions } from '../../client';
import { durationMs } from '../configuration/reading';
import type { Extender as Settings, ExtenderTls } from '../configuration/types';
import type { EvictionCandidate, NodeInfo, PodInfo, Snapshot } from '../framework';
import {
  Nonsense, readBindingAnswer, readFilterAnswer, readHostScores, readPreemptionAnswer, type ExtenderArgs, type ExtenderBindingArgs,
  type ExtenderPreemptionArgs, type FilterAnswer, type HostScore,
} from './wire';

export type Verb = 'filter' | 'prioritize' | 'preempt' | 'bind';

/** Takes what an extender answered, as it came. */
export type Heard = (url: string, verb: Verb, answer: unknown) => void;

export interface ExtenderContext { readonly clock: Clock; readonly signal: AbortSignal }

/** A node that it lets pass, and why not the others. */
export interface Filtered extends Pick<FilterAnswer, 'failed' | 'unresolvable'> { readonly nodes: readonly NodeInfo[] }

export class Extender {
  readonly url: string;
  readonly ignorable: boolean;
  readonly weight: number;
  private readonly poster: Poster;
  private readonly managed: ReadonlySet<string>;
  private readonly verbs: Readonly<Record<Verb, string>>;

  /** Throws for certificates that cannot be used. */
  constructor(private readonly settings: Settings, private readonly context: ExtenderContext) {
    const { urlPrefix, ignorable = false, weight = 0, managedResources = [], filterVerb = '', prioritizeVerb = '', preemptVerb = '', bindVerb = '' } = settings;
    this.url = urlPrefix;
    this.ignorable = ignorable;
    this.weight = weight;
    this.managed = new Set(managedResources.map(({ name }) => name));
    this.verbs = { filter: filterVerb, prioritize: prioritizeVerb, preempt: preemptVerb, bind: bindVerb };
    this.poster = new Poster({ clock: context.clock, timeoutMs: durationMs(settings.httpTimeout ?? '5s') ?? 0, tls: tlsOf(settings) });
  }

  can(verb: Verb): boolean {
    return this.verbs[verb] !== '';
  }

  /** Whether the pod asks for something that it manages. */
  concerns({ pod }: PodInfo): boolean {
    if (!this.managed.size) return true;
    const named = ({ resources }: core.Container): string[] => [...Object.keys(resources?.requests ?? {}), ...Object.keys(resources?.limits ?? {})];
    return [...pod.spec?.containers ?? [], ...pod.spec?.initContainers ?? []].some((container) => named(container).some((name) => this.managed.has(name)));
  }

  async filter(pod: PodInfo, nodes: readonly NodeInfo[], heard: Heard): Promise<Filtered> {
    const answer = await this.ask('filter', this.about(pod, nodes), readFilterAnswer, heard);
    if (answer.error) throw new Error(answer.error);
    const byName = new Map(nodes.map((node) => [node.name, node]));
    const passing = (answer.nodeNames ?? []).map((name) => {
      const node = byName.get(name);
      if (!node) throw new Error(`extender ${JSON.stringify(this.url)} claims a filtered node ${JSON.stringify(name)} which is not found in the input node list`);
      return node;
    });
    return { ...answer, nodes: [...new Set(passing)] };
  }

  prioritize(pod: PodInfo, nodes: readonly NodeInfo[], heard: Heard): Promise<readonly HostScore[]> {
    return this.ask('prioritize', this.about(pod, nodes), readHostScores, heard);
  }

  /** The candidates that it leaves, with the victims that it wants. */
  async preempt(pod: PodInfo, candidates: readonly EvictionCandidate[], snapshot: Snapshot, heard: Heard): Promise<readonly EvictionCandidate[]> {
    const answer = await this.ask('preempt', this.aboutVictims(pod, candidates), readPreemptionAnswer, heard);
    return [...answer].map(([name, { uids, violations }]) => {
      const node = snapshot.node(name);
      if (!node) throw new Error(`extender ${JSON.stringify(this.url)} wants victims on node ${JSON.stringify(name)}, which is not known`);
      return { node: name, violations, victims: uids.map((uid) => victimOn(node, uid, this.url)) };
    });
  }

  async bind({ key, uid }: PodInfo, node: string, heard: Heard): Promise<void> {
    const question: ExtenderBindingArgs = { PodName: key.name, PodNamespace: key.namespace ?? '', PodUID: uid, Node: node };
    const error = await this.ask('bind', question, readBindingAnswer, heard);
    if (error) throw new Error(error);
  }

  close(): void {
    this.poster.close();
  }

  private about({ pod }: PodInfo, nodes: readonly NodeInfo[]): ExtenderArgs {
    const namesOnly = this.settings.nodeCacheCapable;
    return {
      Pod: pod,
      Nodes: namesOnly ? null : { metadata: {}, items: nodes.map(({ facts }) => facts.node) },
      NodeNames: namesOnly ? nodes.map(({ name }) => name) : null,
    };
  }

  private aboutVictims({ pod }: PodInfo, candidates: readonly EvictionCandidate[]): ExtenderPreemptionArgs {
    const byNode = <V>(victimsOf: (candidate: EvictionCandidate) => V): Record<string, V> => Object.fromEntries(candidates.map((candidate) => [candidate.node, victimsOf(candidate)]));
    const namesOnly = this.settings.nodeCacheCapable;
    return {
      Pod: pod,
      NodeNameToVictims: namesOnly ? null : byNode(({ victims, violations }) => ({ Pods: victims.map((victim) => victim.pod), NumPDBViolations: violations })),
      NodeNameToMetaVictims: namesOnly ? byNode(({ victims, violations }) => ({ Pods: victims.map(({ uid }) => ({ UID: uid })), NumPDBViolations: violations })) : null,
    };
  }

  private async ask<T>(verb: Verb, question: object, read: (value: unknown) => T, heard: Heard): Promise<T> {
    const action = this.verbs[verb];
    const url = `${this.url.replace(/\/+$/, '')}/${action}`;
    const { code, text } = await this.poster.post(url, JSON.stringify(question), this.context.signal);
    if (code !== 200) throw new Error(`failed ${action} with extender at URL ${url}, code ${code}`);
    try {
      const answer: unknown = JSON.parse(text);
      const understood = read(answer);
      heard(this.url, verb, answer);
      return understood;
    } catch (error) {
      if (!(error instanceof Nonsense || error instanceof SyntaxError)) throw error;
      throw new Error(`extender at URL ${url} answered what cannot be understood: ${error.message}`, { cause: error });
    }
  }
}

function victimOn(node: NodeInfo, uid: string, url: string): PodInfo {
  const victim = node.pods.find((pod) => pod.uid === uid);
  if (!victim) throw new Error(`extender: ${url} claims to preempt pod (UID: ${uid}) on node: ${node.name}, but the pod is not found on that node`);
  return victim;
}

/** Without an authority nobody vouches for the server: upstream then believes any certificate. */
function tlsOf({ enableHTTPS, tlsConfig = {} }: Settings): PosterOptions['tls'] {
  const [ca, cert, key] = [pem(tlsConfig, 'ca'), pem(tlsConfig, 'cert'), pem(tlsConfig, 'key')];
  const trusting = tlsConfig.insecure === true || (enableHTTPS === true && !ca);
  return { rejectUnauthorized: !trusting, ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }), ...(tlsConfig.serverName && { servername: tlsConfig.serverName }) };
}

function pem(tls: ExtenderTls, what: 'ca' | 'cert' | 'key'): Buffer | undefined {
  const [data, file] = [tls[`${what}Data`], tls[`${what}File`]];
  if (data) return Buffer.from(data, 'base64');
  return file ? readFileSync(file) : undefined;
}
