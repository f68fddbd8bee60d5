/** The cluster with a question's changes in it, and the pod that is asked about. */
import { ApiError, applyMergePatch, fieldError, kinds, type core, type ObjectKey } from '../../api';
import { nodeFacts, type NodeFacts } from '../node-info';
import type { Nominations } from '../nominations';
import { podInfo } from '../pod-info';
import type { Changes } from '../records/decision';
import { judged, refused } from './judging';
import { copyOf, freeNames } from './node-copy';
import type { SupposedCluster } from './supposed-cluster';

/** What there really is. */
export interface Reality {
  pod(key: ObjectKey): core.Pod | undefined;
  /** As the API server would store it: defaults, admission. Rejects with ApiError. */
  admitted(pod: core.Pod): Promise<core.Pod>;
}

export interface Situation {
  readonly cluster: SupposedCluster;
  readonly nominations: Nominations;
  /** The pod asked about, taken off its node if it had one. */
  readonly subject: core.Pod;
  /** Pods that were added without a node, to be placed before it. */
  readonly newcomers: readonly core.Pod[];
}

/** `cluster` and `nominations` are changed in place. Rejects with ApiError. */
export async function situationOf(key: ObjectKey, changes: Changes, reality: Reality, cluster: SupposedCluster, nominations: Nominations): Promise<Situation> {
  const setting = new Setting(key, changes, reality, cluster, nominations);
  setting.changeNodes();
  setting.changePods();
  const subject = await setting.subject();
  return { cluster, nominations, subject, newcomers: await setting.addPods() };
}

class Setting {
  constructor(private readonly key: ObjectKey, private readonly changes: Changes, private readonly reality: Reality,
    private readonly cluster: SupposedCluster, private readonly nominations: Nominations) {}

  private get about(): string {
    return this.key.name;
  }

  changeNodes(): void {
    const { remove = [], patch = [], add = [], replicate = [] } = this.changes.nodes ?? {};
    remove.forEach((name, i) => this.cluster.removeNode(this.factsOf(name, `nodes.remove[${i}]`).name));
    patch.forEach((one, i) => {
      const { node } = this.factsOf(one.name, `nodes.patch[${i}].name`);
      const value = applyMergePatch(node, one.patch) as core.Node;
      this.putNode({ ...value, metadata: { ...value.metadata, name: one.name } }, `nodes.patch[${i}].patch`);
    });
    add.forEach((node, i) => this.putNode(node, `nodes.add[${i}]`));
    replicate.forEach(({ like, count }, i) => {
      const facts = this.factsOf(like, `nodes.replicate[${i}].like`);
      for (const name of freeNames(like, count, (taken) => this.cluster.node(taken) !== undefined)) this.cluster.putNode(nodeFacts(copyOf(facts, name)));
    });
  }

  private factsOf(name: string, field: string): NodeFacts {
    const node = this.cluster.node(name);
    if (!node) throw refused(this.about, fieldError.notFound(field, name));
    return node.facts;
  }

  private putNode(value: unknown, field: string): void {
    const node = judged<core.Node>(kinds.nodes, value, field, this.about);
    if (!node.metadata.name) throw refused(this.about, fieldError.required(`${field}.metadata.name`));
    this.cluster.putNode(nodeFacts(node));
  }

  changePods(): void {
    const { remove = [], patch = [] } = this.changes.pods ?? {};
    remove.forEach((name, i) => this.lift(this.existing(name, `pods.remove[${i}]`)));
    patch.forEach((one, i) => {
      const pod = this.existing(one, `pods.patch[${i}]`);
      const changed = this.patched(pod, one.patch, `pods.patch[${i}].patch`);
      this.lift(pod);
      if (changed.spec?.nodeName) this.cluster.putPod(podInfo(changed), changed.spec.nodeName);
    });
  }

  private existing({ namespace = this.key.namespace, name }: { readonly namespace?: string; readonly name: string }, field: string): core.Pod {
    const pod = this.reality.pod({ namespace, name });
    if (!pod) throw refused(this.about, fieldError.notFound(field, `${namespace ?? ''}/${name}`));
    return pod;
  }

  private patched(pod: core.Pod, patch: unknown, field: string): core.Pod {
    const value = applyMergePatch(pod, patch) as core.Pod;
    const { namespace, name, uid } = pod.metadata;
    return judged<core.Pod>(kinds.pods, { ...value, metadata: { ...value.metadata, namespace, name, uid } }, field, this.about);
  }

  /** Off its node, and out of the room that is kept for it. */
  private lift(pod: core.Pod): void {
    const { uid } = podInfo(pod);
    const node = pod.spec?.nodeName || this.cluster.nodes.find(({ pods }) => pods.some((other) => other.uid === uid))?.name;
    if (node) this.cluster.removePod(uid, node);
    this.nominations.delete(uid);
  }

  async subject(): Promise<core.Pod> {
    const there = this.reality.pod(this.key);
    const given = this.changes.pod === undefined ? there : this.named(this.changes.pod, there);
    if (!given) throw ApiError.notFound({ group: '', plural: 'pods' }, this.key.name);
    const kept = there && this.nominations.nodeOf(podInfo(there).uid);
    if (there) this.lift(there);
    const wanted = this.changes.podPatch === undefined ? given : this.patched(given, this.changes.podPatch, 'podPatch');
    const pod = there ? wanted : await this.reality.admitted(wanted);
    // A pod that was changed begins anew.
    if (kept && pod === there) this.nominations.put(podInfo(pod), kept);
    return withoutNode(pod);
  }

  /** As it is asked for in the path, whatever it calls itself. */
  private named(value: unknown, there: core.Pod | undefined): core.Pod {
    const pod = judged<core.Pod>(kinds.pods, value, 'pod', this.about);
    const { priority = there?.spec?.priority } = pod.spec ?? {};
    const uid = there?.metadata.uid;
    return { ...pod, metadata: { ...pod.metadata, ...this.key, ...(uid !== undefined && { uid }) }, spec: { ...(pod.spec as core.PodSpec), ...(priority !== undefined && { priority }) } };
  }

  /** Those that have a node stand there already. */
  async addPods(): Promise<readonly core.Pod[]> {
    const waiting: core.Pod[] = [];
    for (const [i, value] of (this.changes.pods?.add ?? []).entries()) {
      const judgedPod = judged<core.Pod>(kinds.pods, value, `pods.add[${i}]`, this.about);
      const pod = await this.reality.admitted({ ...judgedPod, metadata: { ...judgedPod.metadata, namespace: judgedPod.metadata.namespace ?? this.key.namespace } });
      if (pod.spec?.nodeName) this.cluster.putPod(podInfo(pod), pod.spec.nodeName);
      else waiting.push(pod);
    }
    return waiting;
  }
}

const withoutNode = (pod: core.Pod): core.Pod => (pod.spec?.nodeName ? { ...pod, spec: { ...pod.spec, nodeName: undefined } } : pod);
