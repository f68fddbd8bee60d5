import { info } from '../testing/objects';
import { schedulingGates } from './scheduling-gates';

test('waits for its gates', () => {
  const schedulingGatesOf = [{ name: 'a.example' }, { name: 'b.example' }];
  expect(schedulingGates().preEnqueue?.(info({ spec: { schedulingGates: schedulingGatesOf } }))).toEqual(
    { code: 'UnschedulableAndUnresolvable', reasons: ['waiting for scheduling gates: [a.example b.example]'] });
  expect(schedulingGates().preEnqueue?.(info())).toBeUndefined();
});
