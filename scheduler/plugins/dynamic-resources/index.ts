/**
 * Devices that a pod claims (resource.k8s.io): allocated on the node where the pod goes, written into the claims before
 * it is bound (kube-scheduler plugins/dynamicresources, KEP-4381).
 */
import { requiredNodes, type NodeMatch, type resource } from '../../../api';
import { skip, stateKey, unresolvable, unschedulable, type Answer, type Cycle, type NodeInfo, type PluginIngredients, type SchedulerPlugin, type Verdict } from '../../framework';
import { scale } from '../scaling';
import { Allocations } from './allocations';
import { deallocate, release, reserve } from './carrying-out';
import type { Chosen } from './constraints';
import { Counters } from './counters';
import { Devices } from './devices';
import { canBeReserved, idOf, isReservedFor, podClaims, type Claim } from './pod-claims';
import { Requests, type ClaimRequests } from './requests';
import { allocationOf } from './results';
import { NodeFault, Search } from './search';
import { wakesForDevices } from './wake';

const inUse = unresolvable('resourceclaim in use');
const elsewhere = unresolvable('resourceclaim not available on the node');
const cannot = unresolvable('cannot allocate all claims');
const deallocated = unschedulable('deallocation of ResourceClaim completed');

/** resourceapi.FirstAvailableDeviceRequestMaxSize. */
const mostAlternatives = 8;

type Found = readonly (readonly Chosen[])[];

/** Of one attempt. */
class Attempt {
  /** Devices by node, for those claims that have none. */
  readonly found = new Map<string, Found>();
  /** Claims that are allocated where the pod cannot be. */
  readonly unavailable = new Set<Claim>();

  constructor(readonly claims: readonly Claim[], readonly open: readonly ClaimRequests[], readonly isInUse: (key: string) => boolean, readonly counters: Counters,
    readonly allocated: readonly { readonly claim: Claim; readonly reaches: NodeMatch }[]) {}
}

const attemptKey = stateKey<Attempt>('DynamicResources');
/** What the pod's claims will get. */
export const decidedKey = stateKey<ReadonlyMap<Claim, resource.AllocationResult>>('DynamicResources decided');

const everywhere: NodeMatch = () => true;

const reachOf = ({ nodeSelector }: resource.AllocationResult): NodeMatch =>
  (nodeSelector && requiredNodes({ containers: [], affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: nodeSelector } } })) ?? everywhere;

/** The better the alternatives, the higher. */
const scoreOf = (found: Found): number => {
  const alternatives = found.flatMap((chosen) => [...new Set(chosen.map(({ wanted }) => wanted))]).filter(({ name, request }) => name !== request);
  return alternatives.reduce((sum, { rank }) => sum + mostAlternatives - rank, 0);
};

export const dynamicResources = ({ informers, client, clock }: PluginIngredients): SchedulerPlugin => {
  const allocations = new Allocations(informers);
  const devices = new Devices(informers);
  const requests = new Requests(informers);

  /** Undefined: this claim is no obstacle yet. */
  function obstacle(claim: Claim, { pod }: Cycle): Verdict | undefined {
    if (claim.status.allocation) return canBeReserved(claim) || isReservedFor(claim, pod) ? undefined : inUse;
    return allocations.of(claim) ? unresolvable(`resource claim ${idOf(claim)} is in the process of being allocated`) : undefined;
  }

  function begin(claims: readonly Claim[], cycle: Cycle): Attempt | Verdict {
    const open: ClaimRequests[] = [];
    for (const claim of claims) {
      const problem = obstacle(claim, cycle);
      if (problem) return problem;
      if (claim.status.allocation) continue;
      const asked = requests.of(claim);
      if (typeof asked === 'string') return unresolvable(asked);
      open.push(asked);
    }
    const isInUse = allocations.inUse();
    const allocated = claims.flatMap((claim) => (claim.status.allocation ? [{ claim, reaches: reachOf(claim.status.allocation) }] : []));
    return new Attempt(claims, open, isInUse, new Counters(isInUse), allocated);
  }

  function search(attempt: Attempt, { facts, name }: NodeInfo): Answer {
    const { open, isInUse, counters } = attempt;
    try {
      const found = new Search(open, { node: name, pools: devices.on(facts), isInUse, counters }).run();
      if (!found) return cannot;
      attempt.found.set(name, found);
      return undefined;
    } catch (error) {
      if (error instanceof NodeFault) return unresolvable(error.message);
      throw error;
    }
  }

  return {
    name: 'DynamicResources',
    preEnqueue(pod) {
      const claims = podClaims(pod, allocations.claims);
      return typeof claims === 'string' ? unresolvable(claims) : undefined;
    },
    preFilter(cycle) {
      const claims = podClaims(cycle.pod, allocations.claims);
      if (typeof claims === 'string') return unresolvable(claims);
      if (!claims.length) return skip;
      const attempt = begin(claims, cycle);
      if ('code' in attempt) return attempt;
      cycle.state.write(attemptKey, attempt);
      return undefined;
    },
    filter({ state }, node) {
      const attempt = state.read(attemptKey);
      if (!attempt) return undefined;
      const away = attempt.allocated.filter(({ reaches }) => !reaches(node.facts));
      for (const { claim } of away) attempt.unavailable.add(claim);
      if (away.length) return elsewhere;
      return attempt.open.length ? search(attempt, node) : undefined;
    },
    postFilter({ state, pod }) {
      const attempt = state.read(attemptKey);
      const idle = attempt && [...attempt.unavailable].find(({ status }) => status.reservedFor?.every(({ uid }) => uid === pod.pod.metadata.uid) ?? true);
      if (!idle) return unschedulable();
      // If it cannot be written, the next attempt comes here again.
      void deallocate(idle, pod, client).catch(() => undefined);
      return deallocated;
    },
    preScore: ({ state }) => ([...(state.read(attemptKey)?.found.values() ?? [])].some((found) => scoreOf(found) > 0) ? undefined : skip),
    score({ state }, { name }) {
      const found = state.read(attemptKey)?.found.get(name);
      return found ? scoreOf(found) : 0;
    },
    normalize: (_cycle, scores) => scale(scores),
    reserve({ state }, node) {
      const attempt = state.read(attemptKey);
      if (!attempt?.open.length) return undefined;
      const found = attempt.found.get(node);
      if (!found) throw new Error('claim allocation not found for node');
      const decided = new Map(attempt.open.map(({ claim }, i) => [claim, allocationOf(claim, found[i] ?? [])]));
      for (const [claim, allocation] of decided) allocations.assume(claim, allocation);
      state.write(decidedKey, decided);
      return undefined;
    },
    unreserve({ state, pod }) {
      for (const claim of state.read(decidedKey)?.keys() ?? []) allocations.forget(claim);
      for (const { metadata: { namespace, name = '' } } of state.read(attemptKey)?.claims ?? []) {
        const now = allocations.claims.get({ namespace, name });
        // If it cannot be written, the next attempt finds it reserved.
        if (now && isReservedFor(now, pod)) void release(now, pod, client).catch(() => undefined);
      }
    },
    preBindPreFlight: ({ state }) => (state.read(attemptKey) ? undefined : skip),
    async preBind({ state, pod }) {
      for (const claim of state.read(attemptKey)?.claims ?? []) {
        if (isReservedFor(claim, pod)) continue;
        const allocation = state.read(decidedKey)?.get(claim);
        const written = await reserve(claim, pod, { client, clock, ...(allocation && { allocation }) });
        if (allocation) allocations.written(written);
      }
      return undefined;
    },
    wakeOn: wakesForDevices(allocations.claims),
  };
};
