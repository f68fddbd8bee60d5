import { matches } from '../../../../api';
import { alarmParameters, eventParameters } from '../events/filters';
import type { Comparison } from './comparisons';
import { queriedKinds } from './filters';
import { conditionsOf, type Parameter } from './parameter';

/** 2018-03-14T07:47:39Z */
const second = 1_521_013_659;
const utc = '2018-03-14T07:47:39Z';
const shanghai = '2018-03-14T15:47:39+08:00';

/** Of a parameter's values: what documents fit that have one of `fit` at the path, and none that has one of `not`; undefined is nothing there. */
interface Case {
  readonly value: string;
  readonly fit: readonly unknown[];
  readonly not: readonly unknown[];
}

const justBefore = ['2018-03-14T07:47:38Z', '2018-03-14T15:47:38.999+08:00', second - 1];
const justAfter = ['2018-03-14T07:47:40Z', '2018-03-14T15:47:39.000001+08:00', second + 1];
const atThen = [utc, shanghai, second];
const noTime = [undefined, null, 'soon', '0001-01-01T00:00:00Z', 0];
const spelled = (borders: Omit<Case, 'value'>): readonly Case[] => [String(second), ` ${second} `, '2018-03-14 07:47:39', utc, shanghai, shanghai.replace('+', ' ')].map((value) => ({ value, ...borders }));

const after = spelled({ fit: justAfter, not: [...justBefore, ...atThen, ...noTime] });
const before = spelled({ fit: justBefore, not: [...justAfter, ...atThen, ...noTime] });

const cases: Readonly<Record<Comparison, readonly Case[]>> = {
  in: [
    { value: 'a', fit: ['a', ['b', 'a']], not: ['b', 'A', 'ab', '', undefined, null, { a: 1 }, ['b']] },
    { value: 'a, b ,c', fit: ['a', 'b', 'c'], not: ['d', 'a, b', ' b ', ''] },
    { value: 'a,', fit: ['a', ''], not: ['b', undefined] },
    { value: '17,true', fit: [17, '17', true], not: [18, false] },
  ],
  inOrMissing: [{ value: 'a,b', fit: ['a', 'b', undefined, null], not: ['c', ''] }],
  integer: [{ value: '3', fit: [3], not: [4, '3', undefined, true] }, { value: '-3', fit: [-3], not: [3] }, { value: '0', fit: [0], not: [undefined, 1] }],
  count: [{ value: '3', fit: [3], not: [4, '3', undefined] }, { value: '0', fit: [0, undefined, null], not: [1, 'none'] }],
  truth: [
    ...['true', 'TRUE', '1'].map((value): Case => ({ value, fit: [true], not: [false, undefined, 'true', 1] })),
    ...['false', '0', 'xyz', 'yes', '2'].map((value): Case => ({ value, fit: [false], not: [true, undefined, 'false', 0] })),
  ],
  after, before,
  afterOrOpen: after, beforeOrOpen: before,
  contains: [{ value: 'sms', fit: ['sms', 'sms,weixin'], not: ['SMS', 'mail', 5, undefined] }, { value: 'mail,wei', fit: ['sms,weixin', 'mail'], not: ['sms'] }],
};

const tooLarge = '9223372036854775808';

/** Values that are no filter. */
const passedOver: Readonly<Record<Comparison, readonly string[]>> = {
  in: [''], inOrMissing: [''], truth: [''], contains: [''],
  integer: ['', 'x', '1,2', '1.5', '1e3', '0x10', tooLarge], count: ['', 'x', '1,2', tooLarge],
  after: ['', 'yesterday', '1,2', '2018-02-30 00:00:00', tooLarge], before: ['', 'yesterday', tooLarge, 'NaN', 'Infinity'],
  afterOrOpen: ['', '0', '-5', 'soon', tooLarge], beforeOrOpen: ['', '0', '-1', 'soon', tooLarge],
};

const tables: readonly (readonly [string, readonly Parameter[]])[] = [
  ...queriedKinds.map(({ env, kind, parameters }) => [`${env} ${kind}`, parameters] as const),
  ['events', eventParameters], ['alarms', alarmParameters],
];

const documentWith = (path: string, value: unknown): unknown => path.split('.').reduceRight((inner, key) => (inner === undefined ? {} : { [key]: inner }), value);

const conditions = (parameter: Parameter, value: string): ReturnType<typeof conditionsOf> => conditionsOf([parameter], new URLSearchParams([[parameter.name, value]]), 'UTC');

describe.each(tables)('%s', (_, parameters) => {
  if (parameters.length === 0) it('is asked for as a whole', () => expect(parameters).toEqual([]));
  else {
    describe.each(parameters.map((parameter) => [parameter.name, parameter] as const))('%s', (_name, parameter) => {
      it.each(cases[parameter.comparison].map((each) => [each.value, each] as const))('%j', (value, { fit, not }) => {
        const fits = (found: unknown): boolean => matches(conditions(parameter, value), documentWith(parameter.path, found));
        expect(fit.filter((found) => !fits(found))).toEqual([]);
        expect(not.filter(fits)).toEqual([]);
      });

      it('is no filter where it cannot be read', () => expect(passedOver[parameter.comparison].filter((value) => conditions(parameter, value).length > 0)).toEqual([]));
    });
  }

  it('names a parameter once', () => expect(new Set(parameters.map(({ name }) => name)).size).toBe(parameters.length));
});

describe('the table', () => {
  it('has the kinds that the document has, in its order, and those of the source', () => {
    const kinds = (env: string, undocumented?: true): readonly string[] => queriedKinds.filter((each) => each.env === env && each.undocumented === undocumented).map(({ kind }) => kind);
    expect(kinds('mesos')).toEqual(['taskgroup', 'application', 'deployment', 'service', 'configmap', 'secret', 'namespace', 'ippoolstatic']);
    expect(kinds('mesos', true)).toEqual(['process', 'endpoints', 'exportservice', 'ippoolstaticdetail']);
    expect(kinds('k8s')).toEqual(['pod', 'replicaset', 'deployment', 'service', 'configmap', 'secret', 'endpoints', 'ingress', 'namespace', 'node', 'daemonset', 'job', 'statefulset']);
    expect(kinds('k8s', true)).toEqual(['ippoolstatic', 'ippoolstaticdetail']);
  });

  it('reads short times in the zone that is configured', () => {
    const [parameter] = eventParameters.filter(({ name }) => name === 'timeBegin');
    const read = (zone: string): unknown => conditionsOf([parameter!], new URLSearchParams({ timeBegin: '2018-03-14 15:47:39' }), zone);
    expect(read('+08:00')).toEqual([{ is: 'after', path: ['eventTime'], ms: second * 1000 }]);
    expect(read('UTC')).toEqual([{ is: 'after', path: ['eventTime'], ms: (second + 8 * 3600) * 1000 }]);
  });

  it('takes what was given before what is preset', () => {
    const application = queriedKinds.find(({ kind }) => kind === 'application')!;
    const read = (query: string): unknown => conditionsOf(application.parameters, new URLSearchParams(query), 'UTC', application.preset);
    expect(read('')).toEqual([{ is: 'in', path: ['data', 'kind'], texts: ['', 'application'], orMissing: true }]);
    expect(read('kind=process')).toEqual([{ is: 'in', path: ['data', 'kind'], texts: ['process'], orMissing: true }]);
  });
});
