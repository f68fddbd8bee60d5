/** Surroundings as informers know them. */
import { kinds, selectorOf, type core } from '../api';
import type { Informers } from '../client';
import { sameLabels } from './changes';
import type { Surroundings } from './surroundings';

type Labels = Readonly<Record<string, string>>;

export interface FollowedSurroundings extends Surroundings { leave(): void }

export function followSurroundings(informers: Informers): FollowedSurroundings {
  const namespaces = informers.of(kinds.namespaces);
  const ownSelectors = ownerSelectors(informers);
  const services = informers.of(kinds.services).lister;
  let version = 0;
  const changed = (): void => { version++; };
  const leave = namespaces.on({
    added: changed,
    deleted: changed,
    updated: (namespace, old) => { if (!sameLabels(namespace.metadata.labels ?? {}, old.metadata.labels ?? {})) changed(); },
  });
  return {
    leave,
    get namespacesVersion() { return version; },
    namespaceLabels: (name) => {
      const namespace = namespaces.lister.get({ name });
      return namespace && (namespace.metadata.labels ?? {});
    },
    siblings(pod) {
      const namespace = pod.metadata.namespace ?? '';
      const owned = ownSelectors(pod);
      const selecting = services.list(namespace).filter(({ spec }) => spec.selector && selects(spec.selector, pod));
      // They all match the pod, so they do not contradict each other.
      const matchLabels = Object.assign({}, ...selecting.map(({ spec }) => spec.selector), owned?.matchLabels) as Record<string, string>;
      const selector = selecting.length ? selectorOf({ matchLabels, matchExpressions: owned?.matchExpressions }) : owned && selectorOf(owned);
      return selector?.empty ? undefined : selector;
    },
  };
}

type Owned = NonNullable<Parameters<typeof selectorOf>[0]>;

/** What the pod's controller selects, where it is one of those that spread their pods. */
function ownerSelectors(informers: Informers): (pod: core.Pod) => Owned | undefined {
  const replicaSets = informers.of(kinds.replicasets).lister;
  const statefulSets = informers.of(kinds.statefulsets).lister;
  const controllers = informers.of(kinds.replicationcontrollers).lister;
  return ({ metadata: { namespace = '', ownerReferences = [] } }) => {
    const owner = ownerReferences.find(({ controller }) => controller);
    if (!owner) return undefined;
    const key = { namespace, name: owner.name };
    switch (`${owner.apiVersion} ${owner.kind}`) {
      case 'apps/v1 ReplicaSet': return replicaSets.get(key)?.spec.selector;
      case 'apps/v1 StatefulSet': return statefulSets.get(key)?.spec.selector;
      case 'v1 ReplicationController': {
        const matchLabels = controllers.get(key)?.spec.selector;
        return matchLabels && simple(matchLabels);
      }
      default: return undefined;
    }
  };
}

const simpleSelectors = new WeakMap<object, Owned>();

/** One object per selector, so that it is compiled once. */
function simple(matchLabels: Record<string, string>): Owned {
  const known = simpleSelectors.get(matchLabels) ?? { matchLabels };
  simpleSelectors.set(matchLabels, known);
  return known;
}

const selects = (selector: Labels, { metadata: { labels = {} } }: core.Pod): boolean =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);
