/** One recorded change, made again in another cluster. */
import {
  ApiError, claimedHere, claimOf, isNode, isPersistentVolume, isPod, keyOf, kinds, same, transplanted, type Client, type core, type KubeObject, type ObjectKey, type ResourceDefinition, type Resources,
} from '../../api';
import { createKindFinder, type KindFinder } from '../../client';
import type { Entry } from './entry';
import { updatedPodSpec } from './pod-update';

/** Who decides where pods go: the cluster's own scheduler, or the recording. */
export type Placements = 'simulated' | 'recorded';

/** `left out`: it is not to be made here. `there already`: an object that is added was. */
export type Outcome = 'made' | 'left out' | 'there already';

/** Fields of a spec that a cluster gives for itself: where it has, an update leaves them. */
const given: Readonly<Record<string, readonly string[]>> = {
  Node: ['podCIDR', 'podCIDRs', 'providerID'],
  PersistentVolumeClaim: ['volumeName'],
};

export class Changes {
  private readonly finder: KindFinder;

  constructor(private readonly client: Client, private readonly placements: Placements) {
    this.finder = createKindFinder(client);
  }

  /** Rejects with an ApiError when the cluster refuses, or has no such kind. */
  async make({ event, resource }: Entry): Promise<Outcome> {
    const definition = await this.finder.ofObject(resource);
    if (!definition) throw ApiError.badRequest(`no matches for kind ${JSON.stringify(resource.kind)} in version ${JSON.stringify(resource.apiVersion)}`);
    const resources = this.client.of(definition);
    if (event === 'Add') return this.add(resources, await this.fit(resource));
    if (event === 'Delete') return this.remove(resources, definition, keyOf(resource));
    return this.update(resources, resource);
  }

  private async add(resources: Resources<KubeObject>, object: KubeObject): Promise<Outcome> {
    try {
      await resources.create(object);
      return 'made';
    } catch (error) {
      if (ApiError.is(error, 'AlreadyExists')) return 'there already';
      throw error;
    }
  }

  /** A pod that is gone in the recording had its time to end before. */
  private async remove(resources: Resources<KubeObject>, { kind }: ResourceDefinition, key: ObjectKey): Promise<Outcome> {
    await resources.delete(key, kind === 'Pod' ? { gracePeriodSeconds: 0 } : {});
    return 'made';
  }

  private async update(resources: Resources<KubeObject>, resource: KubeObject): Promise<Outcome> {
    if (isPod(resource) && resource.spec?.nodeName) {
      if (this.placements === 'simulated') return 'left out';
      await this.place(resource, resource.spec.nodeName);
    }
    const object = await this.fit(resource);
    await resources.update(keyOf(object), (current) => changed(current, object));
    if (isNode(object) && object.status) await this.updateStatus(object);
    return 'made';
  }

  /** Of nodes alone: what else has a status, has it from its controllers, which are those of this cluster. */
  private async updateStatus(node: core.Node): Promise<void> {
    await this.client.of(kinds.nodes).update(keyOf(node), (current) => {
      const status = { ...node.status, ...(current.status?.daemonEndpoints && { daemonEndpoints: current.status.daemonEndpoints }) };
      return same(status, current.status) ? current : { ...current, status };
    }, { subresource: 'status' });
  }

  private async place(pod: core.Pod, node: string): Promise<void> {
    const pods = this.client.of(kinds.pods);
    const key = keyOf(pod);
    if ((await pods.get(key)).spec.nodeName === node) return;
    const binding: core.Binding = { apiVersion: 'v1', kind: 'Binding', metadata: { ...key }, target: { apiVersion: 'v1', kind: 'Node', name: node } };
    await pods.invoke(key, 'binding', binding);
  }

  private async fit(resource: KubeObject): Promise<KubeObject> {
    const object = transplanted(resource);
    const claim = isPersistentVolume(object) ? claimOf(object) : undefined;
    return claim && isPersistentVolume(object) ? claimedHere(object, await this.uidOf(claim)) : object;
  }

  private async uidOf(claim: ObjectKey): Promise<string | undefined> {
    try {
      return (await this.client.of(kinds.persistentvolumeclaims).get(claim)).metadata.uid;
    } catch (error) {
      if (ApiError.is(error, 'NotFound')) return undefined;
      throw error;
    }
  }
}

interface WithSpec extends KubeObject { readonly spec?: Readonly<Record<string, unknown>>; readonly status?: unknown }

/** `current` with what the recording says of it. */
function changed(current: KubeObject, object: KubeObject): KubeObject {
  const { metadata: { labels, annotations }, ...rest } = object;
  const metadata = { ...current.metadata, labels, annotations };
  if (isPod(current) && isPod(object)) return { ...current, metadata, spec: updatedPodSpec(current.spec, object.spec) } as core.Pod;
  const { spec, status } = current as WithSpec;
  const wanted = rest as Omit<WithSpec, 'metadata'>;
  const kept = Object.fromEntries((given[current.kind] ?? []).flatMap((field) => (spec?.[field] === undefined ? [] : [[field, spec[field]]])));
  return {
    ...rest, metadata,
    ...(wanted.spec && { spec: { ...wanted.spec, ...kept } }), ...(status !== undefined && { status }),
  } as KubeObject;
}
