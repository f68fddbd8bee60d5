/** The document's table, and what it leaves open (D-14). */
import { beyondBounds, meanOf, proposal, type Measured, type Targets } from './algorithm';

const targets: Targets = { cpu: 0.35, mem: 0.5 };
const bounds = { min: 2, max: 5 };

test.each<[string, Measured, Targets, number, { min: number; max: number }, number, -1 | 0 | 1]>([
  ['2.86 is 2', { cpu: 0.5, mem: 0.1 }, targets, 2, bounds, 2, 0],
  ['3.03 is one more', { cpu: 0.53, mem: 0.1 }, targets, 2, bounds, 3, 1],
  ['two more are one more', { cpu: 0.7, mem: 0.1 }, targets, 2, bounds, 4, 1],
  ['the larger of both counts', { cpu: 0.1, mem: 0.8 }, targets, 2, bounds, 3, 1],
  ['three fewer are one fewer', { cpu: 0.01, mem: 0.01 }, targets, 5, bounds, 2, -1],
  ['at the target nothing changes', { cpu: 0.35, mem: 0.5 }, targets, 3, bounds, 3, 0],
  ['never more than the most', { cpu: 9, mem: 0 }, targets, 5, bounds, 5, 0],
  ['never fewer than the least', { cpu: 0, mem: 0 }, targets, 2, bounds, 2, 0],
  ['a target of 0 does not count', { cpu: 9, mem: 0.5 }, { cpu: 0, mem: 0.5 }, 3, bounds, 3, 0],
  ['without any target nothing changes', { cpu: 9, mem: 9 }, { cpu: 0, mem: 0 }, 3, bounds, 3, 0],
  ['nobody stays nobody', { cpu: 0, mem: 0 }, targets, 0, { min: 0, max: 5 }, 0, 0],
  ['down to none where none will do', { cpu: 0, mem: 0 }, targets, 1, { min: 0, max: 5 }, 0, -1],
])('%s', (_what, measured, wanted, current, between, expected, step) => expect(proposal(current, measured, wanted, between)).toEqual({ expected, step }));

test.each<[number, ReturnType<typeof beyondBounds>]>([
  [0, { expected: 2, step: 1 }], [1, { expected: 2, step: 1 }], [2, undefined], [5, undefined], [6, { expected: 5, step: -1 }], [9, { expected: 5, step: -1 }],
])('%d pods between 2 and 5', (current, expected) => expect(beyondBounds(current, bounds)).toEqual(expected));

test('means', () => {
  expect(meanOf([])).toEqual({ cpu: 0, mem: 0 });
  expect(meanOf([{ cpu: 1, mem: 0.5 }, { cpu: 0, mem: 0.25 }])).toEqual({ cpu: 0.5, mem: 0.375 });
});
