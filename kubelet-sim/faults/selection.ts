/** Whom a fault concerns. */
import { ApiError, selectorOf, type core, type KubeObject, type meta } from '../../api';
import type { FaultSpec } from '../resources/fault';
import { FaultMistake } from './schedule';

export interface Selection {
  node(node: core.Node): boolean;
  pod(pod: core.Pod): boolean;
  container(container: core.Container): boolean;
}

type Names = readonly string[] | undefined;
type Test<T> = (value: T) => boolean;

const anything = (): boolean => true;

export function readSelection({ nodes, pods, containers, images }: FaultSpec): Selection {
  const [nodeNames, nodeLabels] = [named(nodes?.names), labelled(nodes?.selector)];
  const [namespaces, podNames, podLabels] = [named(pods?.namespaces), named(pods?.names), labelled(pods?.selector)];
  const [containerNames, imageNames] = [named(containers), named(images)];
  return {
    node: (node) => nodeNames(node.metadata.name ?? '') && nodeLabels(node),
    pod: (pod) => namespaces(pod.metadata.namespace ?? '') && podNames(pod.metadata.name ?? '') && podLabels(pod),
    container: ({ name, image = '' }) => containerNames(name) && imageNames(image),
  };
}

function named(names: Names): Test<string> {
  if (!names?.length) return anything;
  const exact = new Set(names.filter((name) => !name.includes('*')));
  const patterns = names.filter((name) => name.includes('*')).map(patternOf);
  return (name) => exact.has(name) || patterns.some((fits) => fits(name));
}

/** Without regular expressions: no pattern takes longer than its name is long. */
function patternOf(pattern: string): Test<string> {
  const [first = '', ...rest] = pattern.split(/\*+/);
  const last = rest.pop() ?? '';
  return (name) => {
    if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
    const end = name.length - last.length;
    let at = first.length;
    for (const part of rest) {
      const found = name.indexOf(part, at);
      if (found < 0 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
}

function labelled(selector: meta.LabelSelector | undefined): Test<KubeObject> {
  if (!selector) return anything;
  try {
    const labels = selectorOf(selector);
    return ({ metadata }) => labels.matches(metadata.labels ?? {});
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new FaultMistake(error.message);
  }
}
