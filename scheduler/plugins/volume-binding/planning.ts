/** Whether a pod's claims can be had on a node, and how (kube-scheduler volumebinding/binder.go, FindPodVolumes). Pure. */
import { compareQuantities, volumeRules, type core, type storage } from '../../../api';
import { unresolvable, type NodeFacts, type Verdict } from '../../framework';
import type { PodClaims } from './pod-claims';
import type { Claim, Plan, Storage, Volume } from './storage';

const { bestMatch, noProvisioner, reaches, requestOf } = volumeRules;

const conflict = "node(s) had volume node affinity conflict";
const noVolumes = "node(s) didn't find available persistent volumes to bind";
const goneVolumes = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';

/** By bits, so that equal verdicts are one object. */
const verdicts: readonly Verdict[] = Array.from({ length: 8 }, (_, bits) => unresolvable(
  ...(bits & 1 ? [conflict] : []), ...(bits & 2 ? [noVolumes] : []), ...(bits & 4 ? [goneVolumes] : [])));

export function planFor({ bound, open }: PodClaims, { node, name }: NodeFacts, known: Storage): Plan | Verdict {
  const plan = openPlan(open, node, name, known);
  const bits = boundBits(bound, node, known) | (plan ? 0 : 2);
  return plan && !bits ? plan : verdicts[bits] as Verdict;
}

function boundBits(claims: readonly Claim[], node: core.Node, known: Storage): number {
  let bits = 0;
  for (const claim of claims) {
    const volume = known.volume(claim.spec.volumeName ?? '');
    if (!volume) bits |= 4;
    else if (!reaches(volume, node)) bits |= 1;
  }
  return bits;
}

/** The small ones first, so that they leave the large volumes to others. */
function openPlan(claims: readonly Claim[], node: core.Node, name: string, known: Storage): Plan | undefined {
  const bindings: { claim: Claim; volume: Volume }[] = [];
  const provisions: Claim[] = [];
  for (const claim of [...claims].sort((a, b) => compareQuantities(requestOf(a), requestOf(b)))) {
    const decided = known.nodeOf(claim);
    if (decided !== undefined && decided !== name) return undefined;
    const taken = new Set(bindings.map(({ volume }) => volume));
    const volume = decided === undefined ? bestMatch(claim, { volumes: known.candidates(claim).filter((each) => !taken.has(each)), waits: true, node }) : undefined;
    if (volume) bindings.push({ claim, volume });
    else if (canBeMade(known.classOf(claim), node)) provisions.push(claim);
    else return undefined;
  }
  return { bindings, provisions };
}

const canBeMade = (storageClass: storage.StorageClass | undefined, node: core.Node): boolean =>
  storageClass !== undefined && storageClass.provisioner !== noProvisioner && isAllowed(storageClass, node.metadata.labels ?? {});

/** Any of the topologies, all of its labels; none: everywhere. */
const isAllowed = ({ allowedTopologies = [] }: storage.StorageClass, labels: Readonly<Record<string, string>>): boolean =>
  allowedTopologies.length === 0 || allowedTopologies.some(({ matchLabelExpressions = [] }) =>
    matchLabelExpressions.length > 0 && matchLabelExpressions.every(({ key, values }) => Object.hasOwn(labels, key) && values.includes(labels[key] ?? '')));
