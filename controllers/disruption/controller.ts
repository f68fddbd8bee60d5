/** Keeps account in the status of disruption budgets (upstream's pkg/controller/disruption). Evictions spend from it. */
import { ApiError, guards, isDisruptionConditionCurrent, keyOf, kinds, same, withDisruptionCondition, withSyncFailure, type core, type KubeObject, type ObjectKey, type policy } from '../../api';
import type { ControllerFactory } from '../../client';
import { ifPresent } from '../ownership';
import { Targets } from '../scale-targets';
import { countHealthy, disruptedPods } from './disrupted';
import { expectationOf, scalable, type Expectation, type Owners } from './expected';
import { printSelector } from './selector-text';

type Budget = policy.PodDisruptionBudget;
type Status = policy.PodDisruptionBudgetStatus;

export const disruptionController: ControllerFactory = ({ client, informers, clock, recorder }) => {
  const budgets = informers.of(kinds.poddisruptionbudgets);
  const pods = informers.of(kinds.pods);
  const owners = new Map(scalable.map((definition) => [definition, informers.of(definition)]));

  const targets = new Targets(client, informers.of(kinds.customresourcedefinitions).lister);

  const findable: Owners = {
    find(definition, namespace, { name, uid }) {
      const owner = owners.get(definition)?.lister.get({ namespace, name });
      return owner?.metadata.uid === uid ? owner : undefined;
    },
    async read(namespace, reference) {
      const { apiVersion, kind, name, uid } = reference;
      const definition = targets.find(reference);
      if (!definition) throw new Error(`no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`);
      const { group, names, subresources } = definition;
      if (subresources.scale?.type !== 'projection') throw new Error(`${names.plural}${group && `.${group}`} does not implement the scale subresource`);
      const scale = await ifPresent(targets.read(definition, { namespace, name }));
      return scale?.metadata.uid === uid ? scale.spec.replicas ?? 0 : undefined;
    },
  };

  const budgetsOf = (pod: KubeObject): ObjectKey[] => budgets.lister.list(pod.metadata.namespace).filter((budget) => guards(budget, pod)).map(keyOf);

  /** A pod is meant to have one budget alone: evictions are refused where there are more. */
  function budgetsOfSeen(pod: KubeObject): ObjectKey[] {
    const keys = budgetsOf(pod);
    const { namespace, name } = pod.metadata;
    if (keys.length > 1) {
      recorder.event(pod, 'Warning', 'MultiplePodDisruptionBudgets',
        `Pod ${JSON.stringify(namespace)}/${JSON.stringify(name)} matches multiple PodDisruptionBudgets.  Chose ${JSON.stringify(keys[0]?.name)} arbitrarily.`);
    }
    return keys;
  }

  /** On the state that was looked at: whoever has spent from the budget meanwhile is not written over. */
  const write = (budget: Budget, status: Status): Promise<Budget | undefined> =>
    ifPresent(client.of(kinds.poddisruptionbudgets).update(keyOf(budget), () => ({ ...budget, status }), { subresource: 'status' }));

  function warnOfUnmanaged(budget: Budget, { unmanaged }: Expectation): void {
    if (unmanaged.length === 0) return;
    recorder.event(budget, 'Warning', 'UnmanagedPods', `Pods selected by this PodDisruptionBudget (selector: ${printSelector(budget.spec.selector)}) were found to be unmanaged. ` +
      'As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. ' +
      'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.');
  }

  async function expectation(budget: Budget, guarded: readonly core.Pod[]): Promise<Expectation> {
    try {
      return await expectationOf(budget, guarded, findable);
    } catch (error) {
      recorder.event(budget, 'Warning', 'CalculateExpectedPodCountFailed', `Failed to calculate the number of expected pods: ${(error as Error).message}`);
      throw error;
    }
  }

  async function sync(budget: Budget): Promise<void | { readonly requeueAfterMs: number }> {
    const guarded = pods.lister.list(budget.metadata.namespace).filter((pod) => guards(budget, pod));
    if (guarded.length === 0) recorder.event(budget, 'Normal', 'NoPods', 'No matching pods found');
    const expected = await expectation(budget, guarded);
    warnOfUnmanaged(budget, expected);
    const now = clock.now();
    const disrupted = disruptedPods(guarded, budget, now);
    for (const pod of disrupted.stayed) {
      recorder.event(pod, 'Warning', 'NotDeleted', `Pod was expected by PDB ${budget.metadata.namespace ?? ''}/${budget.metadata.name ?? ''} to be deleted but it wasn't`);
    }
    const status = statusOf(budget, expected, disrupted.pods, countHealthy(guarded, disrupted.pods));
    if (!isUpToDate(budget, status)) await write(budget, withDisruptionCondition(status, now));
    if (disrupted.recheckAfterMs !== undefined) return { requeueAfterMs: disrupted.recheckAfterMs + 1 };
  }

  return {
    name: 'disruption-controller',
    eventSource: 'controllermanager',
    for: kinds.poddisruptionbudgets,
    watches: [{ definition: kinds.pods, keys: (pod, old) => [...budgetsOfSeen(pod), ...(old ? budgetsOf(old) : [])] }],
    async reconcile(key) {
      const budget = budgets.lister.get(key);
      if (!budget) return;
      try {
        return await sync(budget);
      } catch (error) {
        // What the store says is for the next try; all else is told in the status, where evictions see it.
        if (error instanceof ApiError) throw error;
        const failed = withSyncFailure(budget.status, (error as Error).message, clock.now());
        if (!same(failed, budget.status)) await write(budget, failed);
      }
    },
  };
};

/** A budget without pods allows nothing: when its first pods come, the status may be late. */
function statusOf(budget: Budget, { expectedPods, desiredHealthy }: Expectation, disrupted: Status['disruptedPods'], currentHealthy: number): Status {
  const disruptionsAllowed = expectedPods > 0 ? Math.max(0, currentHealthy - desiredHealthy) : 0;
  return {
    observedGeneration: budget.metadata.generation,
    ...(Object.keys(disrupted ?? {}).length > 0 && { disruptedPods: disrupted }),
    disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods, conditions: budget.status.conditions,
  };
}

const isUpToDate = (budget: Budget, status: Status): boolean => same(budget.status, status) && isDisruptionConditionCurrent(budget);
