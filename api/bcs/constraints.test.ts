import { Tally } from './attributes';
import { constraintFault, fitsConstraint, namesIn, partsOf, toleratesTaints, type Attribute, type Attributes, type Candidate, type ConstraintItem, type Kin } from './constraints';

const text = (value: string): Attribute => ({ kind: 'text', value });
const scalar = (value: number): Attribute => ({ kind: 'scalar', value });

const agent = (attributes: Readonly<Record<string, Attribute>> = {}, others: readonly string[] = []): Candidate =>
  ({ hostname: 'mesos-slave-5', attributes: new Map(Object.entries(attributes)), noSchedule: [], labelsOfOthers: () => new Set(others) });

const placed = (...values: readonly string[]): readonly Attributes[] => values.map((value) => new Map([['City', text(value)], ['hostname', text(value)]]));

const kin = (live: readonly Attributes[], count: number): Kin => live.reduce((tally, attributes) => tally.add(attributes, 1), new Tally(() => count));

const alone = kin([], 0);

const only = (item: ConstraintItem) => ({ intersectionItem: [{ unionData: [item] }] });

const city = agent({ City: text('shenzhen'), disks: scalar(3), tags: { kind: 'set', items: ['a'] }, ports: { kind: 'ranges' } });

describe('operators', () => {
  test.each<[string, ConstraintItem, Kin, boolean]>([
    ['UNIQUE, alone', { name: 'City', operate: 'UNIQUE' }, alone, true],
    ['UNIQUE, with one of the same', { name: 'City', operate: 'UNIQUE' }, kin(placed('shenzhen'), 1), false],
    ['UNIQUE, with another', { name: 'City', operate: 'UNIQUE' }, kin(placed('paris'), 1), true],
    ['UNIQUE on the host name', { name: 'hostname', operate: 'UNIQUE' }, kin(placed('mesos-slave-5'), 1), false],
    ['UNIQUE on what is not there', { name: 'none', operate: 'UNIQUE' }, alone, false],
    ['UNIQUE on a set', { name: 'tags', operate: 'UNIQUE' }, kin([new Map([['tags', { kind: 'set', items: ['a'] }]])], 1), true],
    ['MAXPER below', { name: 'City', operate: 'MAXPER', type: 3, text: { value: '2' } }, kin(placed('shenzhen'), 1), true],
    ['MAXPER reached', { name: 'City', operate: 'MAXPER', type: 3, text: { value: '2' } }, kin(placed('shenzhen', 'shenzhen'), 2), false],
    ['MAXPER that is no number', { name: 'City', operate: 'MAXPER', type: 3, text: { value: 'two' } }, alone, false],
    ['MAXPER of another type', { name: 'City', operate: 'MAXPER', type: 1, scalar: { value: 2 } }, alone, false],
    ['MAXPER on a set counts none', { name: 'tags', operate: 'MAXPER', type: 3, text: { value: '1' } }, kin(placed('x'), 1), true],
    ['MAXPER on what is not there', { name: 'none', operate: 'MAXPER', type: 3, text: { value: '1' } }, alone, false],
    ['CLUSTER equal', { name: 'City', operate: 'CLUSTER', type: 3, text: { value: 'shenzhen' } }, alone, true],
    ['CLUSTER other', { name: 'City', operate: 'CLUSTER', type: 3, text: { value: 'paris' } }, alone, false],
    ['CLUSTER one of', { name: 'City', operate: 'CLUSTER', type: 4, set: { item: ['paris', 'shenzhen'] } }, alone, true],
    ['CLUSTER none of', { name: 'City', operate: 'CLUSTER', type: 4, set: { item: ['paris'] } }, alone, false],
    ['CLUSTER on a number', { name: 'disks', operate: 'CLUSTER', type: 3, text: { value: 'x' } }, alone, true],
    ['CLUSTER of another type', { name: 'City', operate: 'CLUSTER', type: 1, scalar: { value: 1 } }, alone, true],
    ['LIKE a wildcard', { name: 'hostname', operate: 'LIKE', type: 3, text: { value: 'mesos-*' } }, alone, true],
    ['LIKE any of', { name: 'City', operate: 'LIKE', type: 4, set: { item: ['^par', 'zhen$'] } }, alone, true],
    ['LIKE none of', { name: 'City', operate: 'LIKE', type: 4, set: { item: ['^par'] } }, alone, false],
    ['LIKE on a number', { name: 'disks', operate: 'LIKE', type: 3, text: { value: 'x' } }, alone, true],
    ['UNLIKE', { name: 'City', operate: 'UNLIKE', type: 3, text: { value: 'par' } }, alone, true],
    ['UNLIKE one of', { name: 'City', operate: 'UNLIKE', type: 4, set: { item: ['par', 'shen'] } }, alone, false],
    ['UNLIKE on what is not there', { name: 'none', operate: 'UNLIKE', type: 3, text: { value: 'x' } }, alone, false],
    ['GROUPBY with room', { name: 'City', operate: 'GROUPBY', type: 4, set: { item: ['shenzhen', 'paris'] } }, kin(placed('shenzhen'), 2), true],
    ['GROUPBY full', { name: 'City', operate: 'GROUPBY', type: 4, set: { item: ['shenzhen', 'paris'] } }, kin(placed('shenzhen'), 1), false],
    ['GROUPBY of others', { name: 'City', operate: 'GROUPBY', type: 4, set: { item: ['paris'] } }, alone, false],
    ['GREATER', { name: 'disks', operate: 'GREATER', type: 1, scalar: { value: 2 } }, alone, true],
    ['GREATER is strict', { name: 'disks', operate: 'GREATER', type: 1, scalar: { value: 3 } }, alone, false],
    ['GREATER on a text', { name: 'City', operate: 'GREATER', type: 1, scalar: { value: 0 } }, alone, false],
    ['TOLERATION fits everywhere', { name: 'none', operate: 'TOLERATION', type: 3, text: { value: 'x' } }, alone, true],
    ['an unknown operator', { name: 'City', operate: 'NEAR' }, alone, false],
    ['a name of every object', { name: 'City', operate: 'constructor' }, alone, false],
  ])('%s', (_name, item, kin, fits) => {
    expect(fitsConstraint(only(item), city, kin)).toBe(fits);
  });

  test('EXCLUDE looks at the labels of other applications on the host', () => {
    const exclude = only({ operate: 'EXCLUDE', type: 4, set: { item: ['app:db'] } });
    expect(fitsConstraint(exclude, agent({}, ['app:db']), alone)).toBe(false);
    expect(fitsConstraint(exclude, agent({}, ['app:web']), alone)).toBe(true);
    expect(fitsConstraint(only({ operate: 'EXCLUDE', type: 3, text: { value: 'app:db' } }), agent(), alone)).toBe(false);
  });
});

describe('the tree', () => {
  const fits: ConstraintItem = { operate: 'TOLERATION' };
  const unfit: ConstraintItem = { operate: 'NEAR' };

  test.each([
    ['nothing', undefined, true],
    ['null', null, true],
    ['an empty list', { intersectionItem: [] }, true],
    ['a list that is null', { intersectionItem: null }, true],
    ['an element that is null', { intersectionItem: [null] }, true],
    ['no alternatives', { intersectionItem: [{ unionData: [] }] }, false],
    ['an alternative that is null', { intersectionItem: [{ unionData: [null] }] }, false],
    ['one of the alternatives', { intersectionItem: [{ unionData: [null, unfit, fits] }] }, true],
    ['not all of what is wanted', { intersectionItem: [{ unionData: [fits] }, { unionData: [unfit] }] }, false],
  ])('%s: %#', (_name, constraint, expected) => {
    expect(fitsConstraint(constraint, agent(), alone)).toBe(expected);
  });
});

test('where the part for agents and the part for others fit, the whole does', () => {
  const items: readonly ConstraintItem[] = [
    { name: 'City', operate: 'UNIQUE' }, { name: 'City', operate: 'MAXPER', type: 3, text: { value: '1' } }, { name: 'City', operate: 'CLUSTER', type: 3, text: { value: 'paris' } },
    { name: 'disks', operate: 'GREATER', type: 1, scalar: { value: 2 } }, { operate: 'EXCLUDE', type: 4, set: { item: ['app:db'] } }, { operate: 'TOLERATION' }, { operate: 'NEAR' },
  ];
  const unions = [...items.map((item) => [item]), ...items.flatMap((one) => items.map((other) => [one, other])), [null], []];
  const candidates = [city, agent({ City: text('paris') }, ['app:db'])];
  for (const first of unions) {
    for (const second of unions) {
      const whole = { intersectionItem: [{ unionData: first }, null, { unionData: second }] };
      const { alone: forAgents, withOthers } = partsOf(whole);
      for (const candidate of candidates) {
        for (const others of [alone, kin(placed('shenzhen'), 1)]) {
          const inParts = fitsConstraint(forAgents, candidate, alone) && fitsConstraint(withOthers, candidate, others);
          if (inParts !== fitsConstraint(whole, candidate, others)) throw new Error(JSON.stringify(whole));
        }
      }
    }
  }
});

test('one tolerated taint is enough; without constraints none is tolerated', () => {
  const tolerates = only({ operate: 'TOLERATION', name: 'disk', type: 3, text: { value: 'ssd' } });
  expect(toleratesTaints(tolerates, ['disk=ssd', 'owner=me'])).toBe(true);
  expect(toleratesTaints(tolerates, ['disk=hdd'])).toBe(false);
  expect(toleratesTaints(undefined, ['disk=ssd'])).toBe(false);
  expect(toleratesTaints(undefined, [])).toBe(true);
});

test.each<[ConstraintItem, string | undefined]>([
  [{ type: 1 }, 'constraint : scalar is required for type 1'],
  [{ name: 'City', type: 3 }, 'constraint City: text is required for type 3'],
  [{ name: 'City', type: 4 }, 'constraint City: set is required for type 4'],
  [{ name: 'p', type: 2 }, 'constraint p: ranges are required for type 2'],
  [{ name: 'p', type: 2, ranges: [null] }, 'constraint p: ranges are required for type 2'],
  [{ type: 2, ranges: [{ begin: 1, end: 2 }] }, undefined],
  [{ type: 3, text: { value: '' } }, undefined],
  [{}, undefined],
])('the shape of %j: %s', (item, fault) => {
  expect(constraintFault(only(item))).toBe(fault);
});

test('a taskgroup remembers what its constraint names', () => {
  expect([...namesIn({ intersectionItem: [null, { unionData: [{ name: 'City' }, null] }, { unionData: [{ name: 'hostname' }] }] })]).toEqual(['City', 'hostname']);
});
