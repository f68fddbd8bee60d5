/**
 * A pod goes where its volumes are, or can be had: volumes that are bound must reach the node; claims that wait for
 * their first pod get a volume there before the pod is bound (kube-scheduler plugins/volumebinding).
 */
import { fieldError } from '../../../api';
import { anything, int64, listOf, struct } from '../../configuration/reading';
import { skip, stateKey, type PluginIngredients, type SchedulerPlugin } from '../../framework';
import { declareArgs } from '../../plugin-args';
import { carryOut } from './carrying-out';
import { planFor } from './planning';
import { podClaims, type PodClaims } from './pod-claims';
import { Storage, type Plan } from './storage';
import { wakesVolumes } from './wake';

const claimsKey = stateKey<PodClaims>('VolumeBinding claims');
const planKey = stateKey<Plan>('VolumeBinding plan');

interface VolumeBindingArgs {
  readonly bindTimeoutSeconds: number;
  /** Only with a feature that is off. */
  readonly shape?: readonly unknown[];
}

const { invalid } = fieldError;

export const volumeBindingArgs = declareArgs<VolumeBindingArgs>({
  kind: 'VolumeBindingArgs',
  read: struct('VolumeBindingArgs', { bindTimeoutSeconds: int64, shape: listOf(anything, '[]v1.UtilizationShapePoint') }),
  complete: (given) => ({ bindTimeoutSeconds: 600, ...given }),
  faults: ({ bindTimeoutSeconds, shape }, field) => [
    ...(bindTimeoutSeconds < 0 ? [invalid(`${field}.bindTimeoutSeconds`, bindTimeoutSeconds, 'invalid BindTimeoutSeconds, should not be a negative value')] : []),
    ...(shape ? [invalid(`${field}.shape`, shape, 'unexpected field `shape`, remove it or turn on the feature gate StorageCapacityScoring')] : []),
  ],
});

export const volumeBinding = ({ args, client, clock, informers }: PluginIngredients): SchedulerPlugin => {
  const storage = new Storage(informers);
  const timeoutMs = volumeBindingArgs.of(args).bindTimeoutSeconds * 1000;
  return {
    name: 'VolumeBinding',
    preFilter({ pod, state }) {
      const claims = podClaims(pod, storage);
      if (!claims) return skip;
      if ('code' in claims) return claims;
      state.write(claimsKey, claims);
      return undefined;
    },
    filter({ state }, { facts }) {
      const claims = state.read(claimsKey);
      const plan = claims && planFor(claims, facts, storage);
      return plan && 'code' in plan ? plan : undefined;
    },
    reserve({ state, snapshot }, node) {
      const claims = state.read(claimsKey);
      const facts = snapshot.node(node)?.facts;
      const plan = claims?.open.length && facts ? planFor(claims, facts, storage) : undefined;
      if (!plan) return undefined;
      if ('code' in plan) return plan;
      storage.assume(plan, node);
      state.write(planKey, plan);
      return undefined;
    },
    unreserve({ state }) {
      const plan = state.read(planKey);
      if (plan) storage.forget(plan);
    },
    preBindPreFlight: ({ state }) => (state.read(planKey) ? undefined : skip),
    async preBind({ state }, node, signal) {
      const plan = state.read(planKey);
      if (!plan) return undefined;
      await carryOut(plan, node, { client, clock, informers, storage }, { timeoutMs, signal });
      storage.forget(plan);
      return undefined;
    },
    wakeOn: wakesVolumes,
  };
};
