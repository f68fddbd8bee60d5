import { read } from '../../testing/apply';
import { prioritylevelconfigurations as hub } from '../prioritylevelconfigurations';
import { priorityLevelsInV1beta1 as assured, priorityLevelsInV1beta3 as nominal } from './prioritylevelconfigurations';

const annotation = 'flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares';
const level = (limited: object, annotations?: object) => ({ metadata: { name: 'l', annotations }, spec: { type: 'Limited', limited } });

test('no shares are the usual ones, unless they are meant', () => {
  expect(nominal.toHub(read(nominal.definition, level({}))).spec.limited?.nominalConcurrencyShares).toBe(30);
  const meant = nominal.toHub(read(nominal.definition, level({}, { [annotation]: '', keep: 'me' })));
  expect(meant).toMatchObject({ metadata: { annotations: { keep: 'me' } }, spec: { limited: { nominalConcurrencyShares: 0 } } });
  expect(meant.metadata.annotations).not.toHaveProperty([annotation]);
});

test('a zero of today is told', () => {
  const zero = read(hub, level({ nominalConcurrencyShares: 0 }));
  expect(assured.fromHub(zero)).toMatchObject({ metadata: { annotations: { [annotation]: '' } }, spec: { limited: { assuredConcurrencyShares: 0 } } });
  expect(assured.toHub(assured.fromHub(zero))).toMatchObject({ metadata: { annotations: undefined }, spec: { limited: { nominalConcurrencyShares: 0 } } });
});

test('shares were called assured', () => {
  const { spec } = assured.fromHub(read(hub, level({ nominalConcurrencyShares: 5 })));
  expect(spec.limited).toMatchObject({ assuredConcurrencyShares: 5 });
  expect(spec.limited).not.toHaveProperty('nominalConcurrencyShares');
});
