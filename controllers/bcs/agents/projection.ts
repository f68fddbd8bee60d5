/**
 * What of an agent's setting shows on its node (section 12.1 of the BCS scheduler's specification), one way: `disabled` as unschedulable, `noSchedule` as
 * taints, resources of device plugins as the node's. What somebody else has put there is never touched: an annotation says what is the setting's. Pure.
 */
import { bcsRules, labelValueFault, omit, qualifiedNameFault, same, type bcs, type core } from '../../../api';

const { extendedResourceName, marks: { projectedAnnotation } } = bcsRules;

interface Projected {
  readonly unschedulable: boolean;
  /** Values by keys. */
  readonly taints: Readonly<Record<string, string>>;
  /** As the node calls them. */
  readonly resources: readonly string[];
}

type Setting = bcs.BcsAgentSetting | undefined;

/** The node with what its setting says, and without what it said before; itself where that is how it is. Its status is another matter (`provided`). */
export function projected(node: core.Node, setting: Setting): core.Node {
  const before = projectedOn(node);
  const cordon = cordonOf(node.spec, setting?.spec.disabled === true, before.unschedulable);
  const tainting = taintsOf(node.spec.taints ?? [], wantedTaints(setting), before.taints);
  // Those that are to go are known until they have gone.
  const leaving = before.resources.filter((name) => node.status.capacity?.[name] !== undefined);
  const resources = [...new Set([...Object.keys(resourcesOf(setting)), ...leaving])].sort();
  const metadata = withProjected(node.metadata, { unschedulable: cordon.ours, taints: tainting.ours, resources });
  const spec = {
    ...omit(node.spec, 'unschedulable', 'taints'),
    ...(cordon.unschedulable && { unschedulable: true }), ...(tainting.taints.length && { taints: tainting.taints }),
  };
  const next: core.Node = { ...node, metadata, spec };
  return same(settled(next), settled(node)) ? node : next;
}

/** What says nothing is as good as what is not there. */
const settled = ({ metadata, spec }: core.Node): unknown => [metadata.annotations ?? {}, { ...spec, unschedulable: spec.unschedulable === true, taints: spec.taints ?? [] }];

/** The node with what its agent's device plugins offer, as soon as it is said to be the setting's; itself where that is how it is. */
export function provided(node: core.Node, setting: Setting): core.Node {
  const { capacity, allocatable } = node.status;
  // Not before its kubelet has said what it has.
  if (!capacity || !allocatable) return node;
  const wanted = resourcesOf(setting);
  const ours = projectedOn(node).resources;
  if (ours.every((name) => capacity[name] === wanted[name] && allocatable[name] === wanted[name])) return node;
  const told = Object.fromEntries(ours.flatMap((name) => (wanted[name] === undefined ? [] : [[name, wanted[name]]])));
  return { ...node, status: { ...node.status, capacity: { ...omit(capacity, ...ours), ...told }, allocatable: { ...omit(allocatable, ...ours), ...told } } };
}

/** Whoever has cordoned a node takes that back himself. */
function cordonOf({ unschedulable: is = false }: core.NodeSpec, disabled: boolean, wasOurs: boolean): { readonly unschedulable: boolean; readonly ours: boolean } {
  return disabled ? { unschedulable: true, ours: wasOurs || !is } : { unschedulable: is && !wasOurs, ours: false };
}

type Texts = Readonly<Record<string, string>>;

const effect = 'NoSchedule' as const;

/** A key with this effect stands once on a node: a foreign one stays, and ours is not added beside it. */
function taintsOf(there: readonly core.Taint[], wanted: Texts, before: Texts): { readonly taints: core.Taint[]; readonly ours: Texts } {
  const isOurs = ({ key, value = '', effect: which }: core.Taint): boolean => which === effect && Object.hasOwn(before, key) && before[key] === value;
  const foreign = there.filter((taint) => !isOurs(taint));
  const ours = Object.fromEntries(Object.entries(wanted).filter(([key]) => !foreign.some((taint) => taint.key === key && taint.effect === effect)));
  // Those that stay keep their places, and what the API server adds to them.
  const kept = there.filter((taint) => !isOurs(taint) || ours[taint.key] === taint.value);
  const added = Object.entries(ours).filter(([key, value]) => !kept.some((taint) => isOurs(taint) && taint.key === key && taint.value === value));
  return { ours, taints: [...kept, ...added.map(([key, value]) => ({ key, value, effect }))] };
}

/** Those that Kubernetes can say and does not itself mean anything by; the scheduler's plugin sees the others in the setting. */
const wantedTaints = (setting: Setting): Texts => Object.fromEntries(Object.entries(setting?.spec.noSchedule ?? {}).filter(([key, value]) =>
  key && value && !key.startsWith('node.kubernetes.io/') && qualifiedNameFault(key) === undefined && labelValueFault(value) === undefined));

/** Whole amounts, by the names that they have on nodes. */
function resourcesOf(setting: Setting): Texts {
  return Object.fromEntries(Object.entries(setting?.spec.ExtendedResources ?? {}).map(([name, { Capacity = 0, Value = 0 }]) => {
    const amount = Math.floor(Capacity > 0 ? Capacity : Value);
    return [extendedResourceName(name), String(Math.min(Math.max(amount, 0), Number.MAX_SAFE_INTEGER))];
  }));
}

const nothing: Projected = { unschedulable: false, taints: {}, resources: [] };

/** Somebody may have written something else there: then nothing is ours. */
function projectedOn({ metadata }: core.Node): Projected {
  const text = metadata.annotations?.[projectedAnnotation];
  if (text === undefined) return nothing;
  try {
    const { unschedulable, taints, resources } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return {
      unschedulable: unschedulable === true,
      taints: Object.fromEntries(Object.entries((taints ?? {}) as object).filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
      resources: Array.isArray(resources) ? resources.filter((name): name is string => typeof name === 'string') : [],
    };
  } catch {
    return nothing;
  }
}

function withProjected(metadata: core.Node['metadata'], { unschedulable, taints, resources }: Projected): core.Node['metadata'] {
  const others = omit(metadata.annotations ?? {}, projectedAnnotation);
  if (!unschedulable && Object.keys(taints).length === 0 && resources.length === 0) return { ...metadata, annotations: others };
  const text = JSON.stringify({ ...(unschedulable && { unschedulable }), ...(Object.keys(taints).length && { taints }), ...(resources.length && { resources }) });
  return { ...metadata, annotations: { ...others, [projectedAnnotation]: text } };
}
