import type { bcs } from '../../../api';
import { faultOf } from './faults';

const labelled = (labels: object, ofTemplate: object, instances: number): bcs.BcsApplication => ({
  apiVersion: 'bkbcs.tencent.com/v1', kind: 'BcsApplication', metadata: { name: 'a', namespace: 'ns' },
  spec: { instances, definition: { metadata: { labels }, spec: { instance: instances, template: { metadata: { labels: ofTemplate }, spec: { containers: [{ image: 'x' }] } } } } },
});

const address = (index: number): object => ({ [`io.tencent.bcs.netsvc.requestip.${index}`]: `10.0.0.${index}` });

test('addresses are asked for by labels of the application and of its template together', () => {
  expect(faultOf(labelled(address(0), address(1), 2))).toBeUndefined();
  expect(faultOf(labelled(address(0), address(0), 2))).toBe('the number of requestip labels(1) is less than instances(2)');
  expect(faultOf(labelled({}, address(0), 2))).toBe('the number of requestip labels(1) is less than instances(2)');
});
