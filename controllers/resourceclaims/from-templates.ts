/** Claims of devices that are made from templates for pods, and live with them (kubernetes pkg/controller/resourceclaim; KEP-4381). */
import { ApiError, keyOf, kinds, type core, type resource } from '../../api';
import type { ControllerFactory } from '../../client';
import { controllerReference, dependentsOf, indexOwnership, isControlledBy, uidOf } from '../ownership';
import { isNamespaceTerminating } from '../pods/control';
import { isPodActive } from '../pods/state';
import { Unseen } from '../unseen';
import { claimsOf, entryAnnotation, isReservedFor, owningPod, statusOf, type Claim } from './facts';

/** What is left of 63 characters when a hyphen and five random ones follow. */
const longestBase = 57;

/** Of both names alike, so that something of each is left. */
export function baseName(pod: string, entry: string): string {
  const base = `${pod}-${entry}-`;
  if (base.length <= longestBase) return base;
  const shortened = (name: string): string => name.slice(0, Math.trunc((name.length * longestBase) / base.length));
  return `${shortened(pod)}-${shortened(entry)}`;
}

function claimFor(pod: core.Pod, { name }: core.PodResourceClaim, { metadata = {}, spec }: resource.ResourceClaimTemplateSpec): Claim {
  const { labels, annotations } = metadata;
  return {
    apiVersion: 'resource.k8s.io/v1', kind: 'ResourceClaim',
    metadata: {
      generateName: baseName(pod.metadata.name ?? '', name), namespace: pod.metadata.namespace, ...(labels && { labels }),
      annotations: { ...annotations, [entryAnnotation]: name }, ownerReferences: [controllerReference(pod)],
    },
    spec, status: {},
  };
}

const hasEntries = ({ spec: { resourceClaims } }: core.Pod): boolean => Boolean(resourceClaims?.length);

export const resourceClaimController: ControllerFactory = ({ client, informers, recorder, clock }) => {
  const pods = informers.of(kinds.pods);
  const claims = informers.of<Claim>(kinds.resourceclaims);
  const templates = informers.of<resource.ResourceClaimTemplate>(kinds.resourceclaimtemplates);
  const unseen = new Unseen(claims, clock);
  indexOwnership(claims);

  /** What it says is its claim, and is there. */
  function isMade(pod: core.Pod, entry: core.PodResourceClaim): boolean {
    const status = statusOf(pod, entry);
    if (!status) return false;
    const name = status.resourceClaimName;
    const claim = name === undefined ? undefined : claims.lister.get({ namespace: pod.metadata.namespace, name });
    return name === undefined || (claim !== undefined && isControlledBy(claim, pod));
  }

  async function make(pod: core.Pod, entry: core.PodResourceClaim): Promise<Claim> {
    const name = entry.resourceClaimTemplateName ?? '';
    const template = templates.lister.get({ namespace: pod.metadata.namespace, name });
    if (!template) throw new Error(`resource claim template ${JSON.stringify(name)}: resourceclaimtemplate.resource.k8s.io ${JSON.stringify(name)} not found`);
    const made = await client.of<Claim>(kinds.resourceclaims).create(claimFor(pod, entry, template.spec));
    unseen.written(uidOf(pod), made);
    return made;
  }

  /** The name of the entry's claim. */
  async function ensure(pod: core.Pod, entry: core.PodResourceClaim): Promise<string> {
    // One that was made before the pod could be told.
    const known = dependentsOf(claims.lister, uidOf(pod)).find(({ metadata }) => metadata.annotations?.[entryAnnotation] === entry.name);
    try {
      return (known ?? (await make(pod, entry))).metadata.name ?? '';
    } catch (error) {
      if (!isNamespaceTerminating(error)) recorder.event(pod, 'Warning', 'FailedResourceClaimCreation', `PodResourceClaim ${entry.name}: ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    }
  }

  async function makeMissing(pod: core.Pod): Promise<void> {
    const missing = (pod.spec.resourceClaims ?? []).filter((entry) => entry.resourceClaimTemplateName !== undefined && !isMade(pod, entry));
    const made = new Map<string, string>();
    for (const entry of missing) made.set(entry.name, await ensure(pod, entry));
    if (!made.size) return;
    await client.of(kinds.pods).update(keyOf(pod), (current) => {
      if (uidOf(current) !== uidOf(pod)) return current;
      const others = current.status.resourceClaimStatuses?.filter(({ name }) => !made.has(name)) ?? [];
      const resourceClaimStatuses = [...others, ...[...made].map(([name, resourceClaimName]) => ({ name, resourceClaimName }))];
      return { ...current, status: { ...current.status, resourceClaimStatuses } };
    }, { subresource: 'status' });
  }

  /** A pod that names its node itself no scheduler has reserved anything for. */
  async function reserve(pod: core.Pod): Promise<void> {
    if (!pod.spec.nodeName) return;
    for (const key of claimsOf(pod)) {
      const claim = claims.lister.get(key);
      if (!claim?.status.allocation || isReservedFor(claim, pod)) continue;
      await client.of<Claim>(kinds.resourceclaims).update(key, (current) => (!current.status.allocation || isReservedFor(current, pod) ? current
        : { ...current, status: { ...current.status, reservedFor: [...(current.status.reservedFor ?? []), { resource: 'pods', name: pod.metadata.name ?? '', uid: uidOf(pod) }] } }), { subresource: 'status' });
    }
  }

  return {
    name: 'resource-claim-controller',
    eventSource: 'resource_claim',
    for: kinds.pods,
    concerns: (pod) => hasEntries(pod as core.Pod) && isPodActive(pod as core.Pod),
    watches: [{ definition: kinds.resourceclaims, keys: (claim) => { const owner = owningPod(claim as Claim); return owner ? [owner.key] : []; } }, {
      definition: kinds.resourceclaimtemplates,
      // Pods that wait for it.
      keys: ({ metadata: { namespace, name } }) => pods.lister.list(namespace).filter(({ spec }) => spec.resourceClaims?.some(({ resourceClaimTemplateName }) => resourceClaimTemplateName === name)).map(keyOf),
    }],
    async reconcile(key) {
      const pod = pods.lister.get(key);
      if (!pod || !isPodActive(pod) || unseen.any(uidOf(pod))) return;
      try {
        await makeMissing(pod);
        await reserve(pod);
      } catch (error) {
        // A pod or a namespace on its way out needs nothing more.
        if (!isNamespaceTerminating(error) && !ApiError.is(error, 'NotFound')) throw error;
      }
    },
  };
};
