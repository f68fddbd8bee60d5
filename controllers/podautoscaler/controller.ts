/** Scales workloads by their metrics (upstream's pkg/controller/podautoscaler). */
import { documentHpa, formatKey, keyOf, kinds, type autoscalingV2, type core, type LabelSelector, type ObjectKey } from '../../api';
import type { ControllerFactory } from '../../client';
import { OwnWrites } from '../own-writes';
import { ifPresent, uidOf } from '../ownership';
import { sameStatus } from '../same-status';
import { apiMetrics } from './api-metrics';
import type { History } from './history';
import { syncAutoscaler } from './sync';
import { Targets } from '../scale-targets';
import { Turns } from '../turns';

type Autoscaler = autoscalingV2.HorizontalPodAutoscaler;

/** Upstream's --horizontal-pod-autoscaler-sync-period: an autoscaler is looked at as often, and first after as long. */
const periodMs = 15_000;

export const podAutoscalerController: ControllerFactory = ({ client, informers, clock, recorder, log, read }) => {
  const autoscalers = informers.of(kinds.horizontalpodautoscalers);
  const pods = informers.of(kinds.pods);
  const targets = new Targets(client, informers.of(kinds.customresourcedefinitions).lister);
  const metrics = apiMetrics(read, (reference) => {
    const definition = targets.find(reference);
    return definition && (definition.group ? `${definition.names.plural}.${definition.group}` : definition.names.plural);
  });
  const own = new OwnWrites(autoscalers);
  const histories = new Map<string, History>();
  const selectors = new Map<string, { readonly key: ObjectKey; readonly selector: LabelSelector }>();
  /** An autoscaler's own changes do not bring it forward. */
  const turns = new Turns(clock);
  const forget = (hpa: Autoscaler): void => {
    histories.delete(uidOf(hpa));
    selectors.delete(uidOf(hpa));
    turns.forget(uidOf(hpa));
  };
  autoscalers.on({ deleted: forget });

  /** As upstream prints them. */
  function claim(hpa: Autoscaler, selector: LabelSelector, matching: readonly core.Pod[]): string[] {
    selectors.set(uidOf(hpa), { key: keyOf(hpa), selector });
    // Pods of one template have the same labels: they are looked at once.
    const labelled = [...new Map(matching.map(({ metadata: { labels = {} } }) => [JSON.stringify(labels), labels])).values()];
    return [...selectors.values()]
      .filter(({ key, selector: other }) => key.namespace === hpa.metadata.namespace && labelled.some((labels) => other.matches(labels)))
      .map(({ key }) => `{${key.name} ${key.namespace}}`).sort();
  }

  async function writeStatus(hpa: Autoscaler, status: autoscalingV2.HorizontalPodAutoscalerStatus): Promise<void> {
    if (sameStatus(status, hpa.status)) return;
    try {
      const written = await ifPresent(client.of(kinds.horizontalpodautoscalers).update(
        keyOf(hpa), (current) => (uidOf(current) === uidOf(hpa) ? { ...current, status } : current), { subresource: 'status' }));
      if (written) own.note(written);
    } catch (error) {
      recorder.event(hpa, 'Warning', 'FailedUpdateStatus', error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  return {
    name: 'horizontal-pod-autoscaler',
    for: kinds.horizontalpodautoscalers,
    concurrency: 5,
    async reconcile(key) {
      const cached = autoscalers.lister.get(key);
      if (!cached) return undefined;
      // Another controller's (controllers/minik8s/hpa).
      if (documentHpa.followsDocument(cached)) return forget(cached);
      const uid = uidOf(cached);
      const wait = turns.until(uid, periodMs);
      if (wait > 0) return { requeueAfterMs: wait };
      const hpa = own.newest(cached);
      const { status, history, error } = await syncAutoscaler(hpa, histories.get(uid), {
        clock, recorder, targets, metrics, pods: pods.lister.list(key.namespace), claim: (selector, matching) => claim(hpa, selector, matching),
      });
      if (history) histories.set(uid, history);
      await writeStatus(hpa, status);
      if (error !== undefined) log.debug('autoscaler was not all done', { autoscaler: formatKey(key), error: String(error) });
      return { requeueAfterMs: periodMs };
    },
  };
};
