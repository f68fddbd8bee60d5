import { ApiError, fieldError } from '../../../api';
import { ValueTooLarge } from '../../../registry';
import { BodySyntaxError } from '../../dialect';
import { faultOf, Refusal } from './envelope';
import { BadValue } from './shape';

test.each<[string, unknown, number, string]>([
  ['a refusal', new Refusal(409, 'no'), 409, 'no'],
  ['a value', new BadValue('spec.x', 'must be a string'), 400, 'spec.x: must be a string'],
  ['a value without a place', new BadValue('', 'nothing'), 400, 'nothing'],
  ['a body', new BodySyntaxError('yaml: oops'), 400, 'yaml: oops'],
  ['a rule', ApiError.invalid({ group: '', kind: 'Pod' }, 'p', [fieldError.required('spec')]), 400, 'Pod "p" is invalid: spec: Required value'],
  ['a store that is away', ApiError.unavailable('away'), 503, 'away'],
  ['more than a store takes', ApiError.unknown('etcdserver: request is too large', new ValueTooLarge('etcdserver: request is too large')), 413, 'etcdserver: request is too large'],
  ['an object that is on its way out', ApiError.forbidden({ group: '', plural: 'pods' }, 'p', 'its namespace is being terminated'), 403, 'pods "p" is forbidden: its namespace is being terminated'],
])('%s', (_, error, code, message) => {
  expect(faultOf(error)).toMatchObject({ code, message });
});

test('a bug is nobody else\'s business', () => expect(faultOf(new TypeError('oops'))).toBeUndefined());
