/** Reports as people and machines read them. */
import { compare } from './comparison';
import { junit } from './junit';
import type { PoolReport } from './pools';
import type { PodReport, Report } from './report';
import { comparisonTable, reportTable } from './table';

const cpu = { allocatable: 4, requestedBefore: 1, requested: 3, utilizationBefore: 0.25, utilization: 0.75, lowest: 0.5, highest: 1, deviation: 0.25 };
const memory = { allocatable: 2 ** 34, requestedBefore: 0, requested: 3 * 2 ** 28, utilizationBefore: 0, utilization: 0.0469, lowest: 0, highest: 0.0938, deviation: 0.0469 };
const pool: PoolReport = { name: 'small', nodes: 2, resources: { cpu, memory } };

const placed: PodReport = { namespace: 'default', name: 'web-1', workload: 'Deployment web', outcome: 'Placed', node: 'n1' };
const pending: PodReport = { namespace: 'default', name: 'big', outcome: 'Unschedulable', reason: '0/2 nodes are available: 2 Insufficient "cpu" <& more>.', nominatedNode: 'n2' };

const report = (pods: readonly PodReport[], more: Partial<Report> = {}): Report => {
  const count = (outcome: PodReport['outcome']): number => pods.filter((one) => one.outcome === outcome).length;
  return {
    apiVersion: 'minikapi.dev/v1alpha1', kind: 'ScheduleReport', seed: 1, pods, preempted: [], poolLabel: 'size', pools: [pool], notes: [],
    summary: { pods: pods.length, Placed: count('Placed'), Unschedulable: count('Unschedulable'), Refused: count('Refused'), NotTried: count('NotTried'), Preempted: count('Preempted') }, ...more,
  };
};

test('a table', () => {
  const preempted = [{ namespace: 'default', name: 'old', node: 'n2', by: 'default/big' }];
  expect(reportTable(report([placed, pending], { preempted, pools: [pool, { ...pool, name: '', resources: { cpu } }] }))).toBe(`\
NAMESPACE  POD    WORKLOAD        NODE    REASON
default    web-1  Deployment web  n1
default    big    <none>          <none>  Unschedulable: 0/2 nodes are available: 2 Insufficient "cpu" <& more>. (nominated for n2)

NAMESPACE  PREEMPTED  NODE  BY
default    old        n2    default/big

POOL (size)  NODES  RESOURCE  ALLOCATABLE  REQUESTED   UTILISATION     LOWEST  HIGHEST  DEVIATION
small        2      cpu       4            1 -> 3      25.0% -> 75.0%  50.0%   100.0%   25.0%
small        2      memory    16Gi         0 -> 768Mi  0.0% -> 4.7%    0.0%    9.4%     4.7%
<none>       2      cpu       4            1 -> 3      25.0% -> 75.0%  50.0%   100.0%   25.0%

1 of 2 pods placed, 1 unschedulable, 1 of the snapshot preempted
`);
});

test("plain words go before the scheduler's own", () => {
  const explained = { ...pending, explanation: 'cannot be placed: 2 nodes lack cpu' };
  expect(reportTable(report([explained]))).toContain('<none>    <none>  cannot be placed: 2 nodes lack cpu (nominated for n2)\n');
  expect(junit([report([explained])])).toContain('2 Insufficient &quot;cpu&quot; &lt;&amp; more&gt;.">cannot be placed: 2 nodes lack cpu</failure>');
});

test('two side by side', () => {
  const elsewhere: PodReport = { ...placed, node: 'n2' };
  const fits: PodReport = { ...pending, outcome: 'Placed', node: 'n2', reason: undefined };
  const fuller = { ...pool, resources: { cpu: { ...cpu, utilization: 1, deviation: 0.2 }, memory } };
  const comparison = compare(report([placed, pending]), report([elsewhere, fits], { configuration: 'b.yaml', pools: [fuller] }));
  expect(comparisonTable(comparison)).toBe(`\
first:  the default configuration: 1 of 2 pods placed, 1 unschedulable
second: b.yaml: 2 of 2 pods placed

NAMESPACE  POD    CHANGE  FIRST                                                                   SECOND
default    web-1  Moved   n1                                                                      n2
default    big    Gained  Unschedulable: 0/2 nodes are available: 2 Insufficient "cpu" <& more>.  n2

POOL (size)  RESOURCE  UTILISATION      DIFFERENCE  DEVIATION       DIFFERENCE
small        cpu       75.0% -> 100.0%  +25.0%      25.0% -> 20.0%  -5.0%
small        memory    4.7%             +0.0%       4.7%            +0.0%

2 pods: 0 as before, 1 moved, 1 gained a node, 0 lost theirs, 0 without one for another reason
`);
});

test.each<[string, PodReport, PodReport, string | undefined]>([
  ['the same node', placed, placed, undefined],
  ['a node less', placed, pending, 'Lost'],
  ['the same reason', pending, pending, undefined],
  ['another reason', pending, { ...pending, reason: 'none' }, 'OtherReason'],
])('a change: %s', (_, first, second, change) => {
  const { changes, summary } = compare(report([first]), report([{ ...second, name: first.name }]));
  expect(changes.map((one) => one.change)).toEqual(change ? [change] : []);
  expect(summary).toMatchObject({ pods: 1, Same: change ? 0 : 1 });
});

test('nothing changed', () => {
  expect(comparisonTable(compare(report([placed]), report([placed])))).toContain('\nno pod has another node\n');
});

test('JUnit, which is XML whatever a reason says', () => {
  expect(junit([report([placed, { ...pending, reason: `${pending.reason}\u0000` }]), report([placed], { configuration: 'b.yaml' })])).toBe(`\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="minikapi schedule" tests="3" failures="1" errors="0">
  <testsuite name="default configuration" tests="2" failures="1" errors="0" skipped="0" time="0">
    <testcase classname="default" name="web-1" time="0">
      <system-out>n1</system-out>
    </testcase>
    <testcase classname="default" name="big" time="0">
      <failure type="Unschedulable" message="0/2 nodes are available: 2 Insufficient &quot;cpu&quot; &lt;&amp; more&gt;.">0/2 nodes are available: 2 Insufficient &quot;cpu&quot; &lt;&amp; more&gt;.</failure>
    </testcase>
  </testsuite>
  <testsuite name="b.yaml" tests="1" failures="0" errors="0" skipped="0" time="0">
    <testcase classname="default" name="web-1" time="0">
      <system-out>n1</system-out>
    </testcase>
  </testsuite>
</testsuites>
`);
});
