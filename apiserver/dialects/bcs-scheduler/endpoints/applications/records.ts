/**
 * Records of many applications: each is made anew only when it, one of its pods, or whether a pod's agent is lost has changed; what has been
 * made stays with the application's entry.
 */
import { bcsRules, kinds, type bcs, type core } from '../../../../../api';
import type { Entry } from '../../../../../registry';
import { nextTurn } from '../../../../dialect';
import type { Service } from '../../call';
import { nodesNamed } from '../../nodes';
import { kindOf, type WorkloadKind } from './intend';

/** A pod, without a look at the whole of it. */
interface Member {
  readonly entry: Entry<core.Pod>;
  /** The uid of its application; undefined: it is no taskgroup. */
  readonly owner: string | undefined;
  readonly node: string;
}

/** By the application's uid. */
type Members = ReadonlyMap<string | undefined, readonly Member[]>;

interface Kept {
  readonly stamp: string;
  readonly json: Buffer;
}

const [member, identity, kept] = [Symbol('member'), Symbol('identity'), Symbol('record')];

const identityOf = ({ object: { metadata, spec } }: Entry<bcs.BcsApplication>): { readonly uid: string | undefined; readonly kind: WorkloadKind } => ({ uid: metadata.uid, kind: kindOf(spec) });

/** Each as JSON, in the order of their names, made as they are taken. `namespace`: as Kubernetes calls it. */
export async function recordsOf(service: Service, namespace: string, wanted: WorkloadKind): Promise<Iterable<Buffer>> {
  const { entries } = await service.registry.store(kinds.bcsapplications).list({ namespace });
  const applications = entries.filter((entry) => entry.memo(identity, identityOf).kind === wanted);
  if (!applications.length) return [];
  const members = await membersIn(service, namespace);
  return recordTexts(applications, members, await lostNodes(service, members.values()));
}

function* recordTexts(applications: readonly Entry<bcs.BcsApplication>[], members: Members, lost: Lost): Generator<Buffer> {
  for (const entry of applications) yield recordOf(entry, members.get(entry.memo(identity, identityOf).uid) ?? [], lost);
}

/** So many pods are looked at in a turn. */
const slice = 1000;

async function membersIn({ registry }: Service, namespace: string): Promise<Members> {
  const { entries } = await registry.store(kinds.pods).list({ namespace });
  const members = new Map<string, Member[]>();
  for (const [i, entry] of entries.entries()) {
    // Those that are new have to be parsed.
    if (i % slice === slice - 1) await nextTurn();
    const one = entry.memo(member, memberOf);
    if (one.owner === undefined) continue;
    const others = members.get(one.owner);
    if (others) others.push(one);
    else members.set(one.owner, [one]);
  }
  return members;
}

function memberOf(entry: Entry<core.Pod>): Member {
  const { metadata: { labels, ownerReferences }, spec: { nodeName = '' } } = entry.object;
  const isTaskgroup = labels?.[bcsRules.marks.applicationLabel] !== undefined;
  return { entry, node: nodeName, owner: isTaskgroup ? ownerReferences?.find(({ controller }) => controller)?.uid : undefined };
}

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

function recordOf(entry: Entry<bcs.BcsApplication>, members: readonly Member[], { names, isLost }: Lost): Buffer {
  const place = entry.memo(kept, nothing);
  // What is on an agent that is not well is looked at each time.
  const isSteady = !members.some(({ node }) => names.has(node));
  const stamp = isSteady ? stampOf(members) : '';
  if (stamp && place.current?.stamp === stamp) return place.current.json;
  const json = Buffer.from(JSON.stringify(bcsRules.records.applicationRecord(entry.object, members.map(({ entry: { object } }) => object), isLost)));
  place.current = { stamp, json };
  return json;
}

/** Whatever changes is younger than all; what goes is missing. */
const stampOf = (members: readonly Member[]): string => `${members.length}:${members.reduce((youngest, { entry: { revision } }) => Math.max(youngest, revision), 0)}`;
