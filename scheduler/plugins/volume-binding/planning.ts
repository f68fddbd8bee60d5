/** Whether a pod's claims can be had on a node, and how (kube-scheduler volumebinding/binder.go, FindPodVolumes). Pure. */
import { compareQuantities, volumeRules, type core, type storage } from '../../../api';
import { unresolvable, type NodeFacts, type Verdict } from '../../framework';
import { hasRoom } from './capacity';
import type { PodClaims } from './pod-claims';
import type { Claim, Plan, Storage, Volume } from './storage';

const { bestMatch, noProvisioner, reaches, requestOf } = volumeRules;

/** Bits of what is wrong, so that equal verdicts are one object. */
const wrong = { conflict: 1, noVolumes: 2, noSpace: 4, goneVolumes: 8 } as const;

const reasons: readonly (readonly [number, string])[] = [
  [wrong.conflict, 'node(s) had volume node affinity conflict'],
  [wrong.noVolumes, "node(s) didn't find available persistent volumes to bind"],
  [wrong.noSpace, 'node(s) did not have enough free storage'],
  [wrong.goneVolumes, 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)'],
];

const verdicts: readonly Verdict[] = Array.from({ length: 16 }, (_, bits) => unresolvable(...reasons.flatMap(([bit, reason]) => (bits & bit ? [reason] : []))));

export function planFor({ bound, open }: PodClaims, { node, name }: NodeFacts, known: Storage): Plan | Verdict {
  const plan = openPlan(open, node, name, known);
  const bits = boundBits(bound, node, known) | (typeof plan === 'number' ? plan : 0);
  return typeof plan === 'number' || bits ? verdicts[bits] as Verdict : plan;
}

function boundBits(claims: readonly Claim[], node: core.Node, known: Storage): number {
  let bits = 0;
  for (const claim of claims) {
    const volume = known.volume(claim.spec.volumeName ?? '');
    if (!volume) bits |= wrong.goneVolumes;
    else if (!reaches(volume, node)) bits |= wrong.conflict;
  }
  return bits;
}

/** The small ones first, so that they leave the large volumes to others. A number: why not. */
function openPlan(claims: readonly Claim[], node: core.Node, name: string, known: Storage): Plan | number {
  const bindings: { claim: Claim; volume: Volume }[] = [];
  const provisions: Claim[] = [];
  for (const claim of [...claims].sort((a, b) => compareQuantities(requestOf(a), requestOf(b)))) {
    const decided = known.nodeOf(claim);
    if (decided !== undefined && decided !== name) return wrong.noVolumes;
    const taken = new Set(bindings.map(({ volume }) => volume));
    const volume = decided === undefined ? bestMatch(claim, { volumes: known.candidates(claim).filter((each) => !taken.has(each)), waits: true, node }) : undefined;
    if (volume) bindings.push({ claim, volume });
    else {
      const obstacle = makingFails(claim, node, known);
      if (obstacle) return obstacle;
      provisions.push(claim);
    }
  }
  return { bindings, provisions };
}

/** Why no volume can be made for the claim there; 0: it can. */
function makingFails(claim: Claim, node: core.Node, known: Storage): number {
  const storageClass = known.classOf(claim);
  if (!storageClass || storageClass.provisioner === noProvisioner || !isAllowed(storageClass, node.metadata.labels ?? {})) return wrong.noVolumes;
  const capacities = known.capacitiesFor(storageClass);
  return !capacities || hasRoom(claim, capacities, node) ? 0 : wrong.noSpace;
}

/** Any of the topologies, all of its labels; none: everywhere. */
const isAllowed = ({ allowedTopologies = [] }: storage.StorageClass, labels: Readonly<Record<string, string>>): boolean =>
  allowedTopologies.length === 0 || allowedTopologies.some(({ matchLabelExpressions = [] }) =>
    matchLabelExpressions.length > 0 && matchLabelExpressions.every(({ key, values }) => Object.hasOwn(labels, key) && values.includes(labels[key] ?? '')));
