import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiError } from '../../../../api';
import { BodySyntaxError } from '../../../dialect';
import { PlacementFault } from '../service';
import { faultCodes, faultOf, indented } from './envelope';

it('docs/dialects/global-scheduler.md lists exactly the codes that are told, with their statuses', () => {
  const text = readFileSync(join(__dirname, '../../../../docs/dialects/global-scheduler.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `(GS\.\d{6})` \| ([\d, ]+) \|/gm)].flatMap(([, code, statuses = '']) => statuses.split(', ').map((status) => `${code} ${status}`));
  expect(new Set(rows)).toEqual(new Set(Object.values(faultCodes).map(({ code, status }) => `${code} ${status}`)));
});

// What json.MarshalIndent(value, " ", " ") writes.
it.each([
  [{}, '{}'],
  [{ a: [], b: {}, c: undefined }, '{\n  "a": [],\n  "b": {}\n }'],
  [{ a: [1, { b: 'x' }] }, '{\n  "a": [\n   1,\n   {\n    "b": "x"\n   }\n  ]\n }'],
  [{ a: 'é\n"<a href=\'&\'>\u2028\u2029\b\f\t\x7f\\b\\\\f' }, '{\n  "a": "é\\n\\"\\u003ca href=\'\\u0026\'\\u003e\\u2028\\u2029\\u0008\\u000c\\t\x7f\\\\b\\\\\\\\f"\n }'],
])('indents %j', (value, text) => {
  expect(indented(value)).toBe(text);
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
});

it.each<[string, unknown, object | undefined]>([
  ['what was sent', new BodySyntaxError('EOF', 'context'), { status: 400, code: 'GS.000007', message: 'The request body parameter is illegal: EOF.' }],
  ['a size', ApiError.tooLarge(3), { status: 413, code: 'GS.000010', message: 'the request body is illegal!' }],
  ['what placed', new PlacementFault('no'), { status: 500, code: 'GS.000001', message: 'Internal Server Error: no' }],
  ['what placed without a word', new PlacementFault(), { status: 500, code: 'GS.000001', message: 'Internal Server Error!' }],
  ['what is kept', ApiError.badRequest('no'), { status: 400, code: 'GS.000007', message: 'The request body parameter is illegal: no.' }],
  ['who judges what is kept', ApiError.forbidden({ group: '', plural: 'allocations' }, 'a', 'no'), { status: 403, code: 'GS.000005', message: 'allocations "a" is forbidden: no' }],
  ['the registry', ApiError.unavailable('the store is away'), { status: 500, code: 'GS.000001', message: 'Internal Server Error: the store is away' }],
  ['a bug', new TypeError('x'), undefined],
])('tells of %s', (_what, error, fault) => (fault ? expect(faultOf(error)).toMatchObject(fault) : expect(faultOf(error)).toBeUndefined()));
