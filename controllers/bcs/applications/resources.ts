/**
 * More or less cpu and memory for taskgroups where they are (section 9.4 of the document's specification): tried a few times where there is no room,
 * then left as they are.
 */
import { bcsRules, compareQuantities, type core } from '../../../api';
import { isPlaced } from './counts';
import type { Action, Operation, Taskgroup, World } from './world';

const { marks } = bcsRules;

type Quantities = Readonly<Record<string, string>>;
type Growth = Readonly<Record<'cpu' | 'memory', number>>;

export const resize: Operation = (world, { begun, notBefore = begun }) => {
  const { application: { spec: { instances } }, now, timing: { delays, resourceTries } } = world;
  const left = new Map<string, Growth>();
  const changes = world.taskgroups.filter((taskgroup) => taskgroup.index < instances && isPlaced(taskgroup) && !taskgroup.deleting && bcsRules.runs(taskgroup.status))
    .map((taskgroup) => ({ taskgroup, resources: changesOf(world, taskgroup) })).filter(({ resources }) => resources.size > 0);
  const fitting = changes.filter(({ taskgroup: { pod }, resources }) => fits(world, pod, growthOf(pod, resources), left));
  const lastTry = notBefore + (resourceTries - 1) * delays.updateResource;
  return {
    actions: fitting.flatMap(({ taskgroup, resources }) => act(world, taskgroup, resources)),
    // A change that is made is seen to have been made, unless it is refused: that is the last try's end.
    done: changes.length === 0 || now >= lastTry,
    next: delays.updateResource - ((now - notBefore) % delays.updateResource),
  };
};

/** Containers, by their names, and what they are to have: old and new ones are the same when their images are. Those that have it already are not among them. */
function changesOf({ definitionOf }: World, { pod }: Taskgroup): ReadonlyMap<string, core.ResourceRequirements> {
  const template = definitionOf()?.spec.template;
  const wanted = template && bcsRules.resourcesByImage(template);
  return new Map(pod.spec.containers.flatMap(({ name, image = '', resources = {} }) => {
    const asked = wanted?.get(image);
    const next = asked && changed(resources, asked);
    return next && !isSame(resources, next) ? [[name, next] as const] : [];
  }));
}

const resizable = ['cpu', 'memory'] as const;

/** Cpu and memory alone can change, and nothing that is there can be taken away (KEP-1287): a limit that nobody wants any more follows the request. */
function changed(old: core.ResourceRequirements, wanted: core.ResourceRequirements): core.ResourceRequirements {
  const requests: Record<string, string> = { ...old.requests };
  const limits: Record<string, string> = { ...old.limits };
  for (const name of resizable) {
    const [request, limit] = [wanted.requests?.[name], wanted.limits?.[name]];
    if (request !== undefined) requests[name] = request;
    else if (requests[name] !== undefined) requests[name] = '0';
    if (limit !== undefined) limits[name] = limit;
    else if (limits[name] !== undefined && compareQuantities(requests[name] ?? '0', limits[name]) > 0) limits[name] = requests[name] as string;
  }
  return { ...old, ...(Object.keys(requests).length && { requests }), ...(Object.keys(limits).length && { limits }) };
}

const isSame = (one: core.ResourceRequirements, other: core.ResourceRequirements): boolean => sameQuantities(one.requests, other.requests) && sameQuantities(one.limits, other.limits);

const sameQuantities = (one: Quantities = {}, other: Quantities = {}): boolean =>
  Object.keys({ ...one, ...other }).every((name) => one[name] !== undefined && other[name] !== undefined && compareQuantities(one[name], other[name]) === 0);

function growthOf({ spec: { containers } }: core.Pod, resources: ReadonlyMap<string, core.ResourceRequirements>): Growth {
  const sum = { cpu: 0, memory: 0 };
  for (const { name, resources: old } of containers) {
    const next = resources.get(name);
    if (!next) continue;
    const [before, after] = [bcsRules.amountOfQuantities(old?.requests), bcsRules.amountOfQuantities(next.requests)];
    sum.cpu += after.cpu - before.cpu;
    sum.memory += after.memory - before.memory;
  }
  return sum;
}

/** Those that come first take what is left on their agent. */
function fits({ roomOn }: World, { spec: { nodeName = '' } }: core.Pod, growth: Growth, left: Map<string, Growth>): boolean {
  const room = left.get(nodeName) ?? roomOn(nodeName);
  if (resizable.some((name) => growth[name] > 0 && growth[name] > room[name] + slack)) return false;
  left.set(nodeName, { cpu: room.cpu - growth.cpu, memory: room.memory - growth.memory });
  return true;
}

/** Sums of binary fractions are not exact. */
const slack = 1e-9;

/** The executor is told, and has done it. */
function act({ now }: World, { pod, id }: Taskgroup, resources: ReadonlyMap<string, core.ResourceRequirements>): readonly Action[] {
  const seconds = Math.floor(now / 1000);
  const told = pod.spec.containers.flatMap(({ name }, i) => {
    const next = resources.get(name);
    const { cpu, memory } = bcsRules.amountOfQuantities(next?.requests);
    return next ? [{ TaskId: bcsRules.taskId(id, i), Cpu: cpu, Mem: memory }] : [];
  });
  const what = { Type: bcsRules.messageTypes.update_task, UpdateTaskResources: { Resources: told } };
  const message = bcsRules.completedMessage(bcsRules.stagedMessage(bcsRules.taskgroupId(id), what, seconds), undefined, seconds);
  return [{ do: 'resize', pod, resources }, { do: 'annotate', pod, annotations: { [marks.messageAnnotation]: bcsRules.messageText(message) } }];
}
