import type { core, discovery } from '../../../api';
import { node } from '../../testing/daemon-set';
import { pod } from '../../testing/objects';
import { wantedSlices } from '../service-slices';
import { Topology } from './topology';

const zoned = (name: string, zone: string, cpu = '4'): core.Node =>
  ({ ...node(name, { labels: { 'topology.kubernetes.io/zone': zone } }), status: { allocatable: { cpu }, conditions: [{ type: 'Ready', status: 'True' } as core.NodeCondition] } });

const auto = { 'service.kubernetes.io/topology-mode': 'Auto' };

const service = (annotations: Record<string, string> | undefined = auto, spec: Partial<core.ServiceSpec> = {}): core.Service => ({
  apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default', uid: 'service-uid', annotations },
  spec: { clusterIP: '10.96.0.7', ipFamilies: ['IPv4'], selector: { app: 'web' }, ports: [{ name: 'http', port: 80, protocol: 'TCP' }], ...spec }, status: {},
});

const backend = (name: string, nodeName: string, ready = true): core.Pod => pod({
  metadata: { name, uid: name }, spec: { nodeName },
  status: { phase: 'Running', podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }], conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});

/** The service's slices, planned again and again. */
class World {
  nodes: core.Node[] = [zoned('a1', 'a'), zoned('b1', 'b')];
  slices: discovery.EndpointSlice[] = [];
  readonly topology = new Topology(() => this.nodes);

  /** What was told, and how many slices were written. */
  plan(of: core.Service, ...pods: core.Pod[]): { told: string[]; written: number } {
    const told: string[] = [];
    const wanted = wantedSlices(of, pods, (name) => this.nodes.find(({ metadata }) => metadata.name === name));
    const { create, update, remove } = this.topology.plan(of, wanted, this.slices, (type, reason, message) => told.push(`${type} ${reason} ${message}`));
    const gone = new Set([...update, ...remove].map(({ metadata }) => metadata.name));
    const made = create.map((slice, i) => ({ ...slice, metadata: { ...slice.metadata, name: `s${this.slices.length + i}` } }));
    this.slices = [...this.slices.filter(({ metadata }) => !gone.has(metadata.name)), ...update, ...made];
    return { told, written: create.length + update.length };
  }

  /** `pod: zone`. */
  hints(): Record<string, string | undefined> {
    return Object.fromEntries(this.slices.flatMap(({ endpoints }) => endpoints ?? []).map(({ targetRef, hints }) => [targetRef?.name ?? '', hints?.forZones?.map(({ name }) => name).join()]));
  }
}

const enabled = 'Normal TopologyAwareHintsEnabled Topology Aware Hints has been enabled, addressType: IPv4';
const disabled = (why: string): string => `Warning TopologyAwareHintsDisabled ${why}, addressType: IPv4`;

let world: World;
beforeEach(() => { world = new World(); });

it('endpoints are for their own zone', () => {
  expect(world.plan(service(), backend('p', 'a1'), backend('q', 'b1')).told).toEqual([enabled]);
  expect(world.hints()).toEqual({ p: 'a', q: 'b' });
});

it('a zone that has more than its part gives', () => {
  world.plan(service(), backend('p', 'a1'), backend('q', 'a1'), backend('r', 'a1'), backend('s', 'b1'));
  expect(world.hints()).toEqual({ p: 'b', q: 'a', r: 'a', s: 'b' });
});

it('by the CPU of its nodes', () => {
  world.nodes = [zoned('a1', 'a', '3'), zoned('b1', 'b', '1')];
  world.plan(service(), backend('p', 'a1'), backend('q', 'a1'), backend('r', 'b1'), backend('s', 'b1'));
  expect(Object.values(world.hints()).sort()).toEqual(['a', 'a', 'a', 'b']);
});

it('what stays as it is, is neither written nor told again', () => {
  const pods = [backend('p', 'a1'), backend('q', 'a1'), backend('r', 'a1'), backend('s', 'b1')];
  world.plan(service(), ...pods);
  expect(world.plan(service(), ...pods)).toEqual({ told: [], written: 0 });
});

it('those that are not ready are for nobody', () => {
  world.plan(service(), backend('p', 'a1'), backend('q', 'b1'), backend('r', 'b1', false));
  expect(world.hints()).toEqual({ p: 'a', q: 'b', r: undefined });
});

it('when nodes change, those with hints are looked at again', () => {
  const pods = [backend('p', 'a1'), backend('q', 'a1'), backend('r', 'b1'), backend('s', 'b1')];
  world.plan(service(), ...pods);
  const [a, b] = world.nodes as [core.Node, core.Node];
  const grown = zoned('a1', 'a', '12');
  expect(world.topology.concerned({ ...a, metadata: { ...a.metadata, annotations: { seen: 'now' } } }, a)).toEqual([]);
  expect(world.topology.concerned(grown, a)).toEqual(['default/web']);
  world.nodes = [grown, b];
  expect(world.plan(service(), ...pods).told).toEqual([]);
  expect(Object.values(world.hints()).sort()).toEqual(['a', 'a', 'a', 'b']);
});

it('no service with hints, no look at nodes', () => {
  world.plan(service({}), backend('p', 'a1'), backend('q', 'b1'));
  expect(world.topology.concerned(zoned('c1', 'c'), undefined)).toEqual([]);
});

describe('hints go', () => {
  const pods = [backend('p', 'a1'), backend('q', 'b1')];
  beforeEach(() => { world.plan(service(), ...pods); });

  it('with the annotation', () => {
    expect(world.plan(service({}), ...pods)).toEqual({ told: [disabled('Topology Aware Hints has been disabled')], written: 1 });
    expect(world.hints()).toEqual({ p: undefined, q: undefined });
    expect(world.plan(service({}), ...pods)).toEqual({ told: [], written: 0 });
  });

  it('with too few endpoints', () => {
    expect(world.plan(service(), pods[0]!).told).toEqual([disabled('Insufficient number of endpoints (1 endpoints, 2 zones)')]);
    expect(world.hints()).toEqual({ p: undefined });
  });

  it('with a node that does not say enough', () => {
    world.topology.concerned(node('c1'), undefined);
    world.nodes = [...world.nodes, { ...zoned('c1', 'c'), status: { conditions: [{ type: 'Ready', status: 'True' } as core.NodeCondition] } }];
    expect(world.plan(service(), ...pods).told).toEqual([disabled('Insufficient Node information: allocatable CPU or zone not specified on one or more nodes')]);
    expect(world.hints()).toEqual({ p: undefined, q: undefined });
  });

  it('with an endpoint that has no zone', () => {
    world.nodes = [...world.nodes, node('lost')];
    expect(world.plan(service(), ...pods, backend('r', 'lost'), backend('s', 'a1')).told).toEqual([disabled('One or more endpoints do not have a zone specified')]);
  });
});

it.each<[string, Record<string, string>, string | undefined]>([
  ['auto', { 'service.kubernetes.io/topology-mode': 'auto' }, 'b'],
  ['other words', { 'service.kubernetes.io/topology-mode': 'Always' }, undefined],
  ['its old name', { 'service.kubernetes.io/topology-aware-hints': 'Auto' }, 'b'],
  ['its old name, which wins', { 'service.kubernetes.io/topology-aware-hints': 'disabled', ...auto }, undefined],
])('the annotation: %s', (_, annotations, hint) => {
  world.plan(service(annotations), backend('p', 'a1'), backend('q', 'a1'), backend('r', 'a1'), backend('s', 'b1'));
  expect(world.hints().p).toBe(hint);
});

it('the annotation wins over trafficDistribution, and leaves it to nobody when it cannot be followed', () => {
  world.plan(service(auto, { trafficDistribution: 'PreferSameZone' }), backend('p', 'a1'));
  expect(world.hints()).toEqual({ p: undefined });
  world.plan(service({}, { trafficDistribution: 'PreferSameZone' }), backend('p', 'a1'));
  expect(world.hints()).toEqual({ p: 'a' });
});

it('each family by itself', () => {
  const dual = service(auto, { ipFamilies: ['IPv4', 'IPv6'] });
  const both = (name: string, on: string): core.Pod => ({ ...backend(name, on), status: { ...backend(name, on).status, podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }] } });
  expect(world.plan(dual, both('p', 'a1'), backend('q', 'b1')).told).toEqual([enabled, 'Warning TopologyAwareHintsDisabled Insufficient number of endpoints (1 endpoints, 2 zones), addressType: IPv6']);
  expect(world.slices.map(({ addressType, endpoints }) => [addressType, endpoints?.map(({ hints }) => hints?.forZones?.[0]?.name)])).toEqual([['IPv6', [undefined]], ['IPv4', ['a', 'b']]]);
});
