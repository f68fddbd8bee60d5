/** Which devices can be had on a node (k8s.io/dynamic-resource-allocation structured, GatherPools). */
import { kinds, requiredNodes, type core, type NodeMatch, type resource } from '../../../api';
import type { Lister, NodeFacts, PluginIngredients } from '../../framework';

type Slice = resource.ResourceSlice;
type Place = Pick<resource.Device, 'nodeName' | 'nodeSelector' | 'allNodes'>;

export interface Offer {
  readonly driver: string;
  readonly device: resource.Device;
  readonly pool: Pool;
  /** From where it is reached. */
  readonly place: Place;
  /** Names it in the whole cluster. */
  readonly key: string;
}

export interface Pool {
  readonly driver: string;
  readonly name: string;
  /** Those that the node reaches. */
  readonly offers: readonly Offer[];
  /** All of its devices: they share counters. */
  readonly slices: readonly Slice[];
  /** Its driver is writing it down. */
  readonly incomplete: boolean;
  /** It contradicts itself. */
  readonly invalid: boolean;
}

export const deviceKey = (driver: string, pool: string, device: string): string => `${driver}/${pool}/${device}`;

const selectors = new WeakMap<core.NodeSelector, NodeMatch>();

function selects(selector: core.NodeSelector, facts: NodeFacts): boolean {
  const matches = selectors.get(selector)
    ?? requiredNodes({ containers: [], affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: selector } } }) ?? (() => false);
  selectors.set(selector, matches);
  return matches(facts);
}

function reaches({ nodeName, allNodes, nodeSelector }: Place, facts: NodeFacts): boolean {
  if (nodeName) return nodeName === facts.name;
  return allNodes === true || (nodeSelector !== undefined && selects(nodeSelector, facts));
}

const placeOf = ({ spec }: Slice, device: resource.Device): Place => (spec.perDeviceNodeSelection ? device : spec);

const byNode = 'by node, for the scheduler';
const byPool = 'by pool, for the scheduler';
const anyNode = '';

const poolKey = ({ spec: { driver, pool } }: Slice): string => `${driver}/${pool.name}`;
const nameOf = ({ metadata }: Slice): string => metadata.name ?? '';

/** Upstream's features that are not built here: such a device would be promised without what it asks for. */
const isServed = ({ bindingConditions, allowMultipleAllocations }: resource.Device): boolean => !bindingConditions?.length && !allowMultipleAllocations;

export class Devices {
  private readonly slices: Lister<Slice>;

  constructor(informers: PluginIngredients['informers']) {
    const slices = informers.of<Slice>(kinds.resourceslices);
    slices.addIndex(byNode, ({ spec }) => [spec.nodeName ?? anyNode]);
    slices.addIndex(byPool, (slice) => [poolKey(slice)]);
    this.slices = slices.lister;
  }

  /** Pools with something for the node, in the order of their names. */
  on(facts: NodeFacts): readonly Pool[] {
    const near = [...this.slices.byIndex(byNode, facts.name), ...this.slices.byIndex(byNode, anyNode)];
    const names = new Set(near.filter((slice) => slice.spec.devices?.some((device) => reaches(placeOf(slice, device), facts))).map(poolKey));
    return [...names].sort().map((name) => this.pool(name, facts));
  }

  private pool(key: string, facts: NodeFacts): Pool {
    const all = this.slices.byIndex(byPool, key);
    const generation = Math.max(...all.map(({ spec }) => spec.pool.generation));
    const slices = all.filter(({ spec }) => spec.pool.generation === generation).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
    const { driver, pool: { name, resourceSliceCount } } = (slices[0] as Slice).spec;
    const offers: Offer[] = [];
    const pool = { driver, name, slices, offers, incomplete: slices.length !== resourceSliceCount, invalid: repeats(slices) };
    for (const slice of slices) {
      for (const device of slice.spec.devices ?? []) {
        const place = placeOf(slice, device);
        if (isServed(device) && reaches(place, facts)) offers.push({ driver, device, pool, place, key: deviceKey(driver, name, device.name) });
      }
    }
    return pool;
  }
}

function repeats(slices: readonly Slice[]): boolean {
  const names = slices.flatMap(({ spec }) => (spec.devices ?? []).map(({ name }) => name));
  return new Set(names).size < names.length;
}
