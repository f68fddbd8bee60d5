import { formatFieldError } from '../field-error';
import { formatLevel, isStricter, policyOf } from './policy';

const prefixed = (labels: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).map(([key, value]) => [`pod-security.kubernetes.io/${key}`, value]));

it.each<[Record<string, string>, string, string, string]>([
  [{}, 'privileged:latest', 'privileged:latest', 'privileged:latest'],
  [{ enforce: 'baseline' }, 'baseline:latest', 'privileged:latest', 'baseline:latest'],
  [{ enforce: 'restricted', 'enforce-version': 'v1.20' }, 'restricted:v1.20', 'privileged:latest', 'restricted:v1.20'],
  [{ enforce: 'restricted', 'enforce-version': 'v1.20', 'warn-version': 'latest' }, 'restricted:v1.20', 'privileged:latest', 'restricted:latest'],
  [{ enforce: 'baseline', warn: 'privileged', audit: 'restricted', 'audit-version': 'v1.0' }, 'baseline:latest', 'restricted:v1.0', 'privileged:latest'],
  [{ enforce: 'x', audit: 'y', warn: 'z' }, 'restricted:latest', 'privileged:latest', 'privileged:latest'],
  [{ enforce: 'baseline', warn: 'z' }, 'baseline:latest', 'privileged:latest', 'privileged:latest'],
  [{ enforce: 'baseline', 'enforce-version': '1.20' }, 'baseline:latest', 'privileged:latest', 'baseline:latest'],
])('labels %p', (labels, ...expected) => {
  const { policy: { enforce, audit, warn } } = policyOf({ team: 'a', ...prefixed(labels) });
  expect([enforce, audit, warn].map(formatLevel)).toEqual(expected);
});

it('labels that make no sense are named, each', () => {
  const labels = prefixed({ enforce: '', 'enforce-version': 'v2.0', audit: 'Baseline', 'audit-version': 'v1.01', warn: 'restricted', 'warn-version': `v1.${'9'.repeat(50)}` });
  expect(policyOf(labels).faults.map(formatFieldError)).toEqual([
    'metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "": must be one of privileged, baseline, restricted',
    'metadata.labels[pod-security.kubernetes.io/enforce-version]: Invalid value: "v2.0": must be "latest" or "v1.x"',
    'metadata.labels[pod-security.kubernetes.io/audit]: Invalid value: "Baseline": must be one of privileged, baseline, restricted',
    'metadata.labels[pod-security.kubernetes.io/audit-version]: Invalid value: "v1.01": must be "latest" or "v1.x"',
    `metadata.labels[pod-security.kubernetes.io/warn-version]: Invalid value: "v1.${'9'.repeat(50)}": must be "latest" or "v1.x"`,
  ]);
});

it('levels are ordered', () => {
  expect(isStricter('restricted', 'baseline')).toBe(true);
  expect(isStricter('baseline', 'privileged')).toBe(true);
  expect(isStricter('baseline', 'baseline')).toBe(false);
  expect(isStricter('privileged', 'restricted')).toBe(false);
});
