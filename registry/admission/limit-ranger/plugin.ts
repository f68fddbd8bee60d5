/** LimitRanges: defaults for containers, bounds for containers, pods and claims (plugin/pkg/admission/limitranger in kube-apiserver). */
import { kinds, sumOfContainers, type core } from '../../../api';
import type { Admission, Attempt } from '../../admission';
import { changes, creates, forbidden } from '../attempts';
import { CachedReads } from '../cached-reads';
import type { PluginContext } from '../plugin-context';
import { boundsFaults, type Asked } from './bounds';
import { setDefaults } from './defaults';

export function limitRanger({ registry }: PluginContext): Admission {
  const ranges = new CachedReads(registry, kinds.limitranges);

  async function fillIn(pod: core.Pod, namespace: string | undefined): Promise<void> {
    for (const range of await ranges.list(namespace)) setDefaults(pod, range);
  }

  async function refuseBeyond(attempt: Attempt, faultsOf: (item: core.LimitRangeItem) => readonly string[]): Promise<void> {
    for (const { spec } of await ranges.list(attempt.key.namespace)) {
      const faults = [...new Set((spec.limits ?? []).flatMap(faultsOf))];
      if (faults.length) throw forbidden(attempt, faults.length === 1 ? faults.join() : `[${faults.join(', ')}]`);
    }
  }

  return {
    name: 'LimitRanger',
    kinds: [kinds.pods, kinds.persistentvolumeclaims, kinds.limitranges],
    mutate(attempt) {
      const pod = podIn(attempt);
      return pod && fillIn(pod, attempt.key.namespace);
    },
    validate(attempt) {
      const [pod, claim] = [podIn(attempt), claimIn(attempt)];
      if (pod) return refuseBeyond(attempt, (item) => podFaults(item, pod));
      return claim && refuseBeyond(attempt, (item) => claimFaults(item, claim));
    },
    settled: (attempt, settlement) => ranges.note(attempt, settlement),
  };
}

/** What containers take is fixed once a pod is made, but for resizes. What is on its way out is left alone. */
function podIn(attempt: Attempt): core.Pod | undefined {
  if (!creates(attempt, kinds.pods) && !changes(attempt, kinds.pods, 'resize')) return undefined;
  return attempt.object.metadata.deletionTimestamp ? undefined : attempt.object;
}

function claimIn(attempt: Attempt): core.PersistentVolumeClaim | undefined {
  if (!creates(attempt, kinds.persistentvolumeclaims) && !changes(attempt, kinds.persistentvolumeclaims)) return undefined;
  return attempt.object.metadata.deletionTimestamp ? undefined : attempt.object;
}

function podFaults(item: core.LimitRangeItem, { spec }: core.Pod): string[] {
  if (item.type === 'Pod') return boundsFaults(item, wholePod(spec));
  if (item.type !== 'Container') return [];
  return [...spec.containers ?? [], ...spec.initContainers ?? []].flatMap(({ resources }) =>
    boundsFaults(item, { requests: resources?.requests ?? {}, limits: resources?.limits ?? {} }));
}

const podLevel = ['cpu', 'memory'];

/** What a pod says as a whole counts instead of what its containers add up to (KEP-2837). */
function wholePod(spec: core.PodSpec): Asked {
  const part = (name: 'requests' | 'limits'): Record<string, string> => {
    const whole = Object.entries(spec.resources?.[name] ?? {}).filter(([resource]) => podLevel.includes(resource));
    return { ...sumOfContainers(spec, name), ...Object.fromEntries(whole) };
  };
  return { requests: part('requests'), limits: part('limits') };
}

function claimFaults({ type, min, max }: core.LimitRangeItem, { spec }: core.PersistentVolumeClaim): string[] {
  return type === 'PersistentVolumeClaim' ? boundsFaults({ type, min, max }, { requests: spec.resources?.requests ?? {} }) : [];
}
