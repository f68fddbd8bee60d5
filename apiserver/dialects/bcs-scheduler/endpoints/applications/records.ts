/**
 * Records of many applications: each is made anew only when it, one of its pods, or whether a pod's agent is lost has changed; what has been
 * made stays with the application's entry.
 */
import { bcsRules, kinds, type bcs, type core } from '../../../../../api';
import type { Entry } from '../../../../../registry';
import type { Service } from '../../call';
import { nodesNamed } from '../../nodes';
import { kindOf, type WorkloadKind } from './intend';

/** Of a pod, without a look at the whole of it. */
interface Glance {
  readonly owner: string | undefined;
  readonly node: string;
}

interface Member { readonly entry: Entry<core.Pod>; readonly node: string }

interface Kept {
  readonly stamp: string;
  readonly text: string;
}

const [glance, identity, kept] = [Symbol('glance'), Symbol('identity'), Symbol('record')];

const identityOf = ({ object: { metadata, spec } }: Entry<bcs.BcsApplication>): { readonly uid: string | undefined; readonly kind: WorkloadKind } => ({ uid: metadata.uid, kind: kindOf(spec) });

/** Each as JSON, in the order of their names. `namespace`: as Kubernetes calls it. */
export async function recordsOf(service: Service, namespace: string, wanted: WorkloadKind): Promise<readonly string[]> {
  const { registry } = service;
  const { entries } = await registry.store(kinds.bcsapplications).list({ namespace });
  const applications = entries.filter((entry) => entry.memo(identity, identityOf).kind === wanted);
  if (!applications.length) return [];
  const members = await membersIn(service, namespace);
  const lost = await lostNodes(service, members.values());
  return applications.map((entry) => recordOf(entry, members.get(entry.memo(identity, identityOf).uid) ?? [], lost));
}

/** By the application's uid. */
async function membersIn({ registry }: Service, namespace: string): Promise<ReadonlyMap<string | undefined, readonly Member[]>> {
  const { entries } = await registry.store(kinds.pods).list({ namespace });
  const members = new Map<string, Member[]>();
  for (const entry of entries) {
    const { owner, node } = entry.memo(glance, glanceAt);
    if (owner === undefined) continue;
    const others = members.get(owner);
    if (others) others.push({ entry, node });
    else members.set(owner, [{ entry, node }]);
  }
  return members;
}

const glanceAt = ({ object: { metadata: { labels, ownerReferences }, spec } }: Entry<core.Pod>): Glance => ({
  owner: labels?.[bcsRules.marks.applicationLabel] === undefined ? undefined : ownerReferences?.find(({ controller }) => controller)?.uid,
  node: spec.nodeName ?? '',
});

type IsLost = (pod: core.Pod) => boolean;
interface Lost { readonly names: ReadonlySet<string>; readonly isLost: IsLost }

async function lostNodes(service: Service, members: Iterable<readonly Member[]>): Promise<Lost> {
  const names = new Set<string>();
  for (const each of members) for (const { node } of each) names.add(node);
  const nodes = await nodesNamed(service, names);
  const now = service.clock.now();
  const isReady = (name: string): boolean => nodes.get(name)?.status.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
  return { names: new Set([...names].filter((name) => name && !isReady(name))), isLost: (pod) => bcsRules.isNodeLost(pod, nodes.get(pod.spec.nodeName ?? ''), now) };
}

const nothing = (): { current: Kept | undefined } => ({ current: undefined });

function recordOf(entry: Entry<bcs.BcsApplication>, members: readonly Member[], { names, isLost }: Lost): string {
  const place = entry.memo(kept, nothing);
  // What is on an agent that is not well is looked at each time.
  const isSteady = !members.some(({ node }) => names.has(node));
  const stamp = isSteady ? stampOf(members) : '';
  if (stamp && place.current?.stamp === stamp) return place.current.text;
  const text = JSON.stringify(bcsRules.records.applicationRecord(entry.object, members.map((member) => member.entry.object), isLost));
  place.current = { stamp, text };
  return text;
}

/** Whatever changes is younger than all; what goes is missing. */
const stampOf = (members: readonly Member[]): string => `${members.length}:${members.reduce((youngest, { entry: { revision } }) => Math.max(youngest, revision), 0)}`;
