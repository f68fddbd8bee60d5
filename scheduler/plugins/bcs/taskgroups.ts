/** Which pods are taskgroups, of which application, and where they are: kept up as the cluster changes. */
import { bcsRules, controllerOf, type core } from '../../../api';
import type { NodeFacts, NodeView, PodInfo, Sign } from '../../framework';
import { promises } from './promises';

const { marks, readAttributes, Tally } = bcsRules;

export interface ApplicationRef {
  readonly namespace: string;
  /** Of the object; of a pod without an owner what its label says. */
  readonly name: string;
  readonly key: string;
}

/** Undefined: it is no taskgroup. */
export function applicationOf(pod: core.Pod): ApplicationRef | undefined {
  const { metadata } = pod;
  const label = metadata.labels?.[marks.applicationLabel];
  if (label === undefined) return undefined;
  const { namespace = '' } = metadata;
  const name = controllerOf(pod)?.name ?? label;
  return { namespace, name, key: `${namespace}/${name}` };
}

/** What one launch, or one scaling, has made of an application: each of them makes a version. */
const passOf = ({ pod }: PodInfo): string | undefined => {
  const application = applicationOf(pod);
  return application && `${application.key}/${pod.metadata.labels?.[marks.versionLabel] ?? ''}`;
};

type Counts = ReadonlyMap<string, number>;

const none: Counts = new Map();

/** How many taskgroups of each pass are on which nodes. */
export class Passes implements NodeView {
  private readonly byPass = new Map<string, Map<string, number>>();

  pod(pod: PodInfo, { name }: NodeFacts, sign: Sign): void {
    const pass = passOf(pod);
    if (pass === undefined) return;
    const counts = this.byPass.get(pass) ?? new Map<string, number>();
    counts.set(name, (counts.get(name) ?? 0) + sign);
    if (!counts.get(name)) counts.delete(name);
    if (counts.size) this.byPass.set(pass, counts);
    else this.byPass.delete(pass);
  }

  /** Of the pod's own, by the names of nodes. */
  countsOf(pod: PodInfo): Counts {
    return this.byPass.get(passOf(pod) ?? '') ?? none;
  }
}

interface Family {
  readonly application: ApplicationRef;
  readonly tally: bcsRules.Tally;
  count: number;
  /** How many are on each node. */
  readonly nodes: Map<string, number>;
  /** One of them: it has the labels of its application. */
  member: core.Pod;
}

/** Taskgroups that have not ended, by their application. */
export class Families implements NodeView {
  private readonly byKey = new Map<string, Family>();
  /** What each has been counted with: it goes with the same. */
  private readonly counted = new Map<PodInfo, bcsRules.Attributes>();

  pod(pod: PodInfo, { name }: NodeFacts, sign: Sign): void {
    const application = applicationOf(pod.pod);
    if (!application) return;
    const family = this.familyOf(application, pod.pod);
    family.tally.add(this.attributesOf(pod, sign), sign);
    family.count += sign;
    const here = (family.nodes.get(name) ?? 0) + sign;
    if (here > 0) family.nodes.set(name, here);
    else family.nodes.delete(name);
    if (family.count === 0) this.byKey.delete(application.key);
  }

  of(key: string): Pick<Family, 'tally' | 'count'> | undefined {
    return this.byKey.get(key);
  }

  /** Of those applications. */
  hostsOf(which: (application: ApplicationRef, member: core.Pod) => boolean): ReadonlySet<string> {
    const hosts = new Set<string>();
    for (const { application, member, nodes } of this.byKey.values()) if (which(application, member)) for (const node of nodes.keys()) hosts.add(node);
    return hosts;
  }

  private familyOf(application: ApplicationRef, member: core.Pod): Family {
    const known = this.byKey.get(application.key);
    if (known) return Object.assign(known, { member });
    const family: Family = { application, member, count: 0, nodes: new Map(), tally: new Tally(() => family.count) };
    this.byKey.set(application.key, family);
    return family;
  }

  private attributesOf(pod: PodInfo, sign: Sign): bcsRules.Attributes {
    const known = this.counted.get(pod);
    if (sign < 0) this.counted.delete(pod);
    if (known) return known;
    const attributes = attributesOf(pod);
    if (sign > 0) this.counted.set(pod, attributes);
    return attributes;
  }
}

const nothing: bcsRules.Attributes = new Map();

/** Of the agent, as they were when the taskgroup was placed. */
export function attributesOf(pod: PodInfo): bcsRules.Attributes {
  const text = pod.pod.metadata.annotations?.[marks.attributesAnnotation];
  return text === undefined ? promises.get(pod)?.attributes ?? nothing : readAttributes(text);
}
