/** Brings what a website owns, and what is said of it, closer to what it asks for. */
import { randomUUID } from 'node:crypto';
import { PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { childrenOf, labelsOf } from './children.mjs';
import { group, managedBy, plural, systemNamespace, version } from './website.mjs';

const finalizer = `${group}/release-host`;
const mergePatch = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
const hosts = { namespace: systemNamespace, name: 'hosts' };

export function reconciler({ objects, custom, core, say }) {
  const keyOf = ({ metadata: { namespace, name } }) => ({ group, version, plural, namespace, name });

  return async function reconcile(website) {
    if (website.metadata.deletionTimestamp) return finish(website);
    const kept = await withFinalizer(website);
    await claim({ [kept.spec.host]: `${kept.metadata.namespace}/${kept.metadata.name}` });
    let deployment;
    for (const child of childrenOf(kept)) {
      const applied = await objects.patch(child, undefined, undefined, managedBy, true, PatchStrategy.ServerSideApply);
      if (child.kind === 'Deployment') deployment = applied;
    }
    await report(kept, deployment);
  };

  async function finish(website) {
    const { metadata: { finalizers = [], name, resourceVersion }, spec: { host } } = website;
    if (!finalizers.includes(finalizer)) return;
    await claim({ [host]: null });
    await custom.patchNamespacedCustomObject({ ...keyOf(website), body: { metadata: { resourceVersion, finalizers: finalizers.filter((each) => each !== finalizer) } } }, mergePatch);
    say('released', name, host);
  }

  async function withFinalizer(website) {
    const { finalizers = [], resourceVersion } = website.metadata;
    if (finalizers.includes(finalizer)) return website;
    return custom.patchNamespacedCustomObject({ ...keyOf(website), body: { metadata: { resourceVersion, finalizers: [...finalizers, finalizer] } } }, mergePatch);
  }

  /** Who is reached under which name is written down. */
  async function claim(data) {
    try {
      await core.patchNamespacedConfigMap({ ...hosts, body: { data } }, mergePatch);
    } catch (error) {
      if (error.code !== 404) throw error;
      await core.createNamespacedConfigMap({ namespace: hosts.namespace, body: { metadata: { name: hosts.name }, data } });
    }
  }

  async function report(website, { status: { replicas = 0, readyReplicas = 0 } = {} }) {
    const { metadata: { generation }, spec, status: before = {} } = website;
    const selector = Object.entries(labelsOf(website)).map(([key, value]) => `${key}=${value}`).join(',');
    const ready = readyReplicas === spec.replicas && replicas === spec.replicas;
    const status = {
      ...before, observedGeneration: generation, replicas, readyReplicas, selector,
      conditions: [condition(before.conditions?.[0], ready, `${readyReplicas} of ${spec.replicas} replicas are ready`, generation)],
    };
    if (JSON.stringify(status) === JSON.stringify(before)) return;
    await custom.patchNamespacedCustomObjectStatus({ ...keyOf(website), body: { metadata: { resourceVersion: website.metadata.resourceVersion }, status } }, mergePatch);
    if (!ready || before.observedGeneration === generation && before.conditions[0].status === 'True') return;
    await tell(website, 'Serving', `${spec.host} is served by ${readyReplicas} replicas`);
    say('serving', website.metadata.name, readyReplicas);
  }

  async function tell(website, reason, message) {
    const { apiVersion, kind, metadata: { namespace, name, uid, resourceVersion } } = website;
    const now = new Date();
    await core.createNamespacedEvent({ namespace, body: {
      metadata: { name: `${name}.${randomUUID()}` }, involvedObject: { apiVersion, kind, namespace, name, uid, resourceVersion },
      type: 'Normal', reason, message, source: { component: managedBy }, firstTimestamp: now, lastTimestamp: now, count: 1,
    } });
  }
}

function condition(before, ready, message, observedGeneration) {
  const status = ready ? 'True' : 'False';
  const lastTransitionTime = before?.status === status ? before.lastTransitionTime : new Date().toISOString().replace(/\.\d+/, '');
  return { type: 'Ready', status, reason: ready ? 'Serving' : 'Starting', message, observedGeneration, lastTransitionTime };
}
