import { isWhereAsked, requestedIp, requestIpFault } from './request-ips';

const label = (index: number): string => `io.tencent.bcs.netsvc.requestip.${index}`;

test.each([
  ['nobody asks', {}, {}, 0, 'none'],
  ['by label', { [label(0)]: '10.0.0.7' }, {}, 0, { ip: '10.0.0.7' }],
  ['by annotation', {}, { [label(1)]: '10.0.0.8' }, 1, { ip: '10.0.0.8' }],
  ['the label counts', { [label(0)]: '10.0.0.7' }, { [label(0)]: '10.0.0.8' }, 0, { ip: '10.0.0.7' }],
  ['others ask', { [label(0)]: '10.0.0.7' }, {}, 1, 'unfit'],
  ['somewhere', { [label(0)]: '10.0.0.7 | InnerIP = 10.1.*; 10.2.*' }, {}, 0, { ip: '10.0.0.7', where: { attribute: 'InnerIP', patterns: ['10.1.*', '10.2.*'] } }],
  ['nowhere', { [label(0)]: '10.0.0.7|InnerIP' }, {}, 0, { ip: '10.0.0.7', where: { attribute: 'InnerIP', patterns: [] } }],
])('%s', (_name, labels, annotations, index, expected) => {
  expect(requestedIp(labels, annotations, index)).toEqual(expected);
});

test('an attribute of the agent fits one of the patterns', () => {
  const candidate = { hostname: 'slave-1', attributes: new Map([['InnerIP', { kind: 'text', value: '10.2.3.4' } as const], ['disks', { kind: 'scalar', value: 3 } as const]]) };
  const where = (attribute: string, ...patterns: readonly string[]): boolean => isWhereAsked({ ip: 'x', where: { attribute, patterns } }, candidate);
  expect([where('InnerIP', '10.1.*', '10.2.*'), where('hostname', 'slave-*'), isWhereAsked({ ip: 'x' }, candidate)]).toEqual([true, true, true]);
  expect([where('InnerIP', '10.1.*'), where('disks', '3'), where('none', '*'), where('InnerIP')]).toEqual([false, false, false, false]);
});

test.each([
  [{ [label(0)]: 'a' }, 2, 'the number of requestip labels(1) is less than instances(2)'],
  [{ [label(0)]: 'a', [label(1)]: 'b' }, 2, undefined],
  [{}, 2, undefined],
  [undefined, 2, undefined],
])('%j for %d instances: %s', (labels, instances, fault) => {
  expect(requestIpFault(labels, instances)).toBe(fault);
});
