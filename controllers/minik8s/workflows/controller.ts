/** Runs workflows: function after function, as choices say (docs/dialects/minik8s-workflows.md). */
import { formatKey, keyOf, kinds, type KubeObject, type minik8s } from '../../../api';
import type { ControllerFactory, Watch } from '../../../client';
import { OwnWrites } from '../../own-writes';
import { uidOf } from '../../ownership';
import { heldByOthersMs } from './claim';
import { callOf, isOver, waitingSince } from './progress';
import { runWorkflow } from './run';

/** Functions take their time, and whoever waits for one holds a worker. */
const workers = 64;

const byAwaited = 'awaited function';

export const workflowController: ControllerFactory = ({ client, informers, clock, random, log, recorder, nodeCalls }) => {
  const informer = informers.of(kinds.workflows);
  const own = new OwnWrites(informer);
  const identity = `workflow-controller_${random.uuid()}`;
  /** By uid: a workflow that is deleted is not called for any more. */
  const running = new Map<string, AbortController>();
  /** By uid: when a function that could not be called is called again. */
  const again = new Map<string, number>();
  informer.on({
    deleted(workflow) {
      running.get(uidOf(workflow))?.abort();
      again.delete(uidOf(workflow));
    },
  });
  informer.addIndex(byAwaited, (workflow) => awaited(workflow));

  const functionWatch: Watch<minik8s.Function> = {
    definition: kinds.functions,
    // Whoever waits for a function need not wait any longer once there is one.
    keys(called, old) {
      const waiting = old ? [] : informer.lister.byIndex(byAwaited, formatKey(keyOf(called)));
      for (const workflow of waiting) again.delete(uidOf(workflow));
      return waiting.map(keyOf);
    },
  };

  return {
    name: 'workflow-controller',
    for: kinds.workflows,
    concerns: (workflow: KubeObject) => !isOver(workflow as minik8s.Workflow),
    watches: [functionWatch],
    concurrency: workers,
    async reconcile(key, signal) {
      const cached = informer.lister.get(key);
      const workflow = cached && own.newest(cached);
      if (!workflow || !nodeCalls || isOver(workflow) || workflow.metadata.deletionTimestamp) return undefined;
      const uid = uidOf(workflow);
      const heldMs = Math.max(heldByOthersMs(identity, workflow, clock.now()), (again.get(uid) ?? 0) - clock.now());
      if (heldMs > 0) return { requeueAfterMs: heldMs };
      const deleted = new AbortController();
      running.set(uid, deleted);
      try {
        const waitMs = await runWorkflow(workflow, { workflows: client.of(kinds.workflows), own, nodeCalls, clock, log, recorder, identity }, AbortSignal.any([signal, deleted.signal]));
        again.delete(uid);
        if (waitMs === undefined) return undefined;
        again.set(uid, clock.now() + waitMs);
        return { requeueAfterMs: waitMs };
      } finally {
        running.delete(uid);
      }
    },
  };
};

/** The function that it waits for. */
function awaited(workflow: minik8s.Workflow): string[] {
  const call = workflow.status && waitingSince(workflow.status) !== undefined ? callOf(workflow) : undefined;
  return call ? [formatKey(call)] : [];
}
