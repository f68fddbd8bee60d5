/** The server's view of the pods, by the informers that the engine has. */
import { formatKey, keyOf, kinds, type core } from '../../api';
import type { Informers } from '../../client';
import { answerOf, type FunctionPods } from '../functions';
import type { ScriptPods } from '../scripts/pods';
import type { World } from './call';

const byNode = 'node';

export function worldOf(informers: Informers, isServed: (node: core.Node) => boolean, functions: FunctionPods, scripts: ScriptPods): World {
  const nodes = informers.of(kinds.nodes).lister;
  const pods = informers.of(kinds.pods);
  const listeners = new Map<string, Set<() => void>>();
  const tell = (pod: core.Pod): void => listeners.get(formatKey(keyOf(pod)))?.forEach((listener) => listener());
  pods.addIndex(byNode, (pod) => (pod.spec.nodeName ? [pod.spec.nodeName] : []));
  pods.on({ updated: tell, deleted: tell });
  return {
    serves(name) {
      const node = nodes.get({ name });
      return node !== undefined && isServed(node);
    },
    pod: (key) => pods.lister.get(key),
    saidBy: (pod, id) => functions.logOf(pod, id) ?? scripts.logOf(pod, id),
    answerOf: (pod, port) => answerOf(functions, pod, port),
    podsOn: (node) => pods.lister.byIndex(byNode, node),
    onChange(podKey, listener) {
      const key = formatKey(podKey);
      const all = listeners.get(key) ?? new Set();
      listeners.set(key, all.add(listener));
      return () => {
        all.delete(listener);
        if (all.size === 0 && listeners.get(key) === all) listeners.delete(key);
      };
    },
  };
}
