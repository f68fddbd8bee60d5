import { decodeAllocation } from './decode';
import { requestFault } from './validate';

const catalogue = { hasFlavor: (id: string) => id === 'g1', hasVolumeType: (name: string) => name === 'SSD' };
const id = '3f0c9d52-8a14-4a07-9d0e-52b7c1c4a901';

type Tree = Record<string, unknown>;
interface Changes { readonly allocation?: Tree; readonly group?: Tree; readonly resource?: Tree; readonly selector?: Tree }

const body = ({ allocation, group, resource, selector }: Changes): Tree => ({
  allocation: {
    id, replicas: 1, selector: { ...selector },
    resource_group: { name: 'g', resources: [{ name: 'r', count: 1, flavors: [{ flavor_id: 'g1' }], storage: { SSD: 1 }, ...resource }], ...group },
    ...allocation,
  },
});

const faultOf = (changes: Changes, faithful = false): string | undefined => requestFault(decodeAllocation(Buffer.from(JSON.stringify(body(changes)))), { catalogue, faithful });

const invalid = 'name/id of allocation is invalid';
const requirement = (operator: string, ...values: readonly string[]): Changes => ({ selector: { stack_affinity: [{ key: 'tier', operator, values }] } });

it.each<[string, Changes]>([
  ['as little as there may be', {}],
  ['an id with one in it', { allocation: { id: `x-${id}-y` } }],
  ['names of 64 characters', { group: { name: '龥'.repeat(64) }, resource: { name: 'a_.-Z9' } }],
  ['labels', { group: { name: 'g', labels: { a: 'b', __proto__x: 'y' } } }],
  ['centralize', { selector: { strategy: { location_strategy: 'centralize' } } }],
  ['discrete', { selector: { strategy: { location_strategy: 'discrete', region_strategy: 'whatever' } } }],
  ['any type of resource', { resource: { resource_type: '?' } }],
  ['no storage', { resource: { storage: {} } }],
  ['huge numbers', { allocation: { replicas: 2 ** 53 }, resource: { count: 2 ** 53, storage: { SSD: 2 ** 53 } } }],
  ['sound requirements', requirement('exists')],
])('takes %s', (_what, changes) => expect(faultOf(changes)).toBeUndefined());

it.each<[string, Changes, string]>([
  ['an id that is none', { allocation: { id: 'mine' } }, invalid],
  ['an id in capitals', { allocation: { id: id.toUpperCase() } }, invalid],
  ['no name', { group: { name: '' } }, invalid],
  ['a name with a blank', { group: { name: 'a b' } }, invalid],
  ['a name with a NUL', { group: { name: 'a\0' } }, invalid],
  ['a name with a line end', { group: { name: 'a\n' } }, invalid],
  ['a name of other letters', { group: { name: 'é' } }, invalid],
  ['a long name', { group: { name: 'a'.repeat(65) } }, invalid],
  ['a bad name of a resource', { resource: { name: '/' } }, invalid],
  ['a bad key of a label', { group: { labels: { 'a/b': 'x' } } }, invalid],
  ['an empty value of a label', { group: { labels: { a: '' } } }, invalid],
  ['no replicas', { allocation: { replicas: 0 } }, 'allocation.Replicas(0) is invalid'],
  ['negative replicas', { allocation: { replicas: -3 } }, 'allocation.Replicas(-3) is invalid'],
  ['a strategy that is none', { selector: { strategy: { location_strategy: 'Spread"\n' } } }, 'Strategy("Spread\\"\\n") not support'],
  ['an unknown flavour', { resource: { flavors: [{ flavor_id: 'g1' }, { flavor_id: 'x"' }] } }, 'flavor("x\\"") does not support!'],
  ['an empty flavour', { resource: { flavors: [{}] } }, 'flavor("") does not support!'],
  ['an unknown volume type', { resource: { storage: { NVMe: 5 } } }, 'volumeType("NVMe") not support!'],
  ['a volume of nothing', { resource: { storage: { SSD: 0 } } }, 'value(0) of volumeType("SSD") is invalid!'],
  ['a volume of less', { resource: { storage: { SSD: -40 } } }, 'value(-40) of volumeType("SSD") is invalid!'],
  ['no resources', { group: { resources: [] } }, 'resources is empty'],
  ['no machines', { resource: { count: 0 } }, 'count(0) of resource(r) is invalid'],
  ['negative machines', { resource: { count: -2 } }, 'count(-2) of resource(r) is invalid'],
  ['no flavours', { resource: { flavors: [] } }, 'flavors of resource(r) is empty'],
  ['exists with a value', requirement('exists', 'x'), 'operator exists of requirement tier takes no values'],
  ['gt without an integer', requirement('gt', 'x'), 'operator gt of requirement tier needs exactly one integer'],
  ['an operator that is none', requirement('like', 'x'), 'operator "like" of requirement tier is none of =, ==, in, !=, notin, exists, !, gt, lt'],
  ['antiaffinity that is none', { selector: { stack_antiaffinity: [{ key: 'a', operator: 'in' }] } }, 'operator in of requirement a needs values'],
])('refuses %s', (_what, changes, fault) => expect(faultOf(changes)).toBe(fault));

it('tells numbers with all their digits', () => {
  const text = JSON.stringify(body({})).replace('"replicas":1', '"replicas":-9223372036854775808');
  expect(requestFault(decodeAllocation(Buffer.from(text)), { catalogue, faithful: false })).toBe('allocation.Replicas(-9223372036854775808) is invalid');
});

it('has the texts of the original where it is asked to, and leaves requirements to whoever places', () => {
  expect(faultOf({ resource: { flavors: [{ flavor_id: 'x' }] } }, true)).toBe('flavor(types.Flavor{FlavorID:"x", Spot:(*types.Spot)(nil)}) does not support!');
  expect(faultOf({ resource: { flavors: [{ flavor_id: 'x', spot: {} }] } }, true)).toMatch(/^flavor\(types\.Flavor\{FlavorID:"x", Spot:\(\*types\.Spot\)\(0xc[0-9a-f]{9}\)\}\) does not support!$/);
  expect(faultOf(requirement('like'), true)).toBeUndefined();
});

// Specification, 11.4.
it('finds what is wrong in the order of the document', () => {
  const wrong: [(changes: Changes) => Changes, string][] = [
    [(changes) => ({ ...changes, group: {} }), invalid],
    [(changes) => ({ ...changes, allocation: {} }), 'allocation.Replicas(0) is invalid'],
    [(changes) => ({ ...changes, selector: {} }), 'Strategy("near") not support'],
    [({ resource, ...changes }) => ({ ...changes, resource: { ...resource, flavors: [{ flavor_id: 'g1' }] } }), 'flavor("none") does not support!'],
    [({ resource, ...changes }) => ({ ...changes, resource: { ...resource, storage: { SSD: 0 } } }), 'volumeType("NVMe") not support!'],
    [({ resource, ...changes }) => ({ ...changes, resource: { ...resource, storage: { SSD: 1 } } }), 'value(0) of volumeType("SSD") is invalid!'],
    [({ resource, ...changes }) => ({ ...changes, resource: { ...resource, count: 1 } }), 'count(0) of resource(r) is invalid'],
  ];
  let changes: Changes = { group: { name: '?' }, allocation: { replicas: 0 }, selector: { strategy: { location_strategy: 'near' } }, resource: { flavors: [{ flavor_id: 'none' }], storage: { NVMe: 0 }, count: 0 } };
  for (const [mend, fault] of wrong) {
    expect(faultOf(changes)).toBe(fault);
    changes = mend(changes);
  }
  expect(faultOf(changes)).toBeUndefined();
});
