/** What the LimitRanges of its namespace give a pod that asks for less than everything. */
import type { core } from '../../../api';

const annotation = 'kubernetes.io/limit-ranger';

type Amounts = Record<string, string>;

/** Later items win. */
function defaultsOf({ spec }: core.LimitRange): { readonly requests: Amounts; readonly limits: Amounts } {
  const items = (spec.limits ?? []).filter(({ type }) => type === 'Container');
  return {
    requests: Object.assign({}, ...items.map(({ defaultRequest }) => defaultRequest)) as Amounts,
    limits: Object.assign({}, ...items.map((item) => item.default)) as Amounts,
  };
}

/** Says in an annotation what it has set. */
export function setDefaults(pod: core.Pod, range: core.LimitRange): void {
  const defaults = defaultsOf(range);
  const said = [
    ...(pod.spec.containers ?? []).flatMap((container) => fillIn(container, defaults, `container ${container.name}`)),
    ...(pod.spec.initContainers ?? []).flatMap((container) => fillIn(container, defaults, `init container ${container.name}`)),
  ];
  if (said.length) pod.metadata.annotations = { ...pod.metadata.annotations, [annotation]: `LimitRanger plugin set: ${said.join('; ')}` };
}

function fillIn(container: core.Container, defaults: ReturnType<typeof defaultsOf>, whose: string): string[] {
  return (['requests', 'limits'] as const).flatMap((part) => {
    const given = container.resources?.[part] ?? {};
    const missing = Object.keys(defaults[part]).filter((resource) => given[resource] === undefined).sort();
    if (missing.length === 0) return [];
    container.resources = { ...container.resources, [part]: { ...defaults[part], ...given } };
    return [`${missing.join(', ')} ${part.slice(0, -1)} for ${whose}`];
  });
}
