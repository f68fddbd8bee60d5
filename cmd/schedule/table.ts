/** Reports as tables for people. Pure. */
import { amountText, percent, percentDifference } from './amount-text';
import type { Comparison, PodChange } from './comparison';
import type { PoolReport } from './pools';
import type { PodReport, Report } from './report';

type Row = readonly string[];

/** The last column may be as long as it is. */
function table(head: Row, rows: readonly Row[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n');
}

const sections = (...texts: (string | undefined)[]): string => `${texts.filter((text) => text !== undefined).join('\n\n')}\n`;

const none = '<none>';

export const reportTable = (report: Report): string => sections(
  table(['NAMESPACE', 'POD', 'WORKLOAD', 'NODE', 'REASON'], report.pods.map(podRow)),
  report.preempted.length ? table(['NAMESPACE', 'PREEMPTED', 'NODE', 'BY'], report.preempted.map(({ namespace, name, node, by }) => [namespace, name, node, by])) : undefined,
  table([`POOL (${report.poolLabel})`, 'NODES', 'RESOURCE', 'ALLOCATABLE', 'REQUESTED', 'UTILISATION', 'LOWEST', 'HIGHEST', 'DEVIATION'], report.pools.flatMap(poolRows)),
  summary(report),
);

const podRow = ({ namespace, name, workload, node, outcome, reason = '', explanation, nominatedNode }: PodReport): Row => [
  namespace, name, workload ?? none, node ?? none,
  (explanation ?? (outcome === 'Placed' ? '' : `${outcome}: ${reason}`)) + (nominatedNode ? ` (nominated for ${nominatedNode})` : ''),
];

const poolRows = ({ name, nodes, resources }: PoolReport): Row[] => Object.entries(resources).map(([resource, { allocatable, requestedBefore, requested, utilizationBefore, utilization, lowest, highest, deviation }]) => [
  name || none, String(nodes), resource, amountText(resource, allocatable), change(amountText(resource, requestedBefore), amountText(resource, requested)),
  change(percent(utilizationBefore), percent(utilization)), percent(lowest), percent(highest), percent(deviation),
]);

const change = (before: string, after: string): string => (before === after ? after : `${before} -> ${after}`);

const words: readonly (readonly [keyof Report['summary'], string])[] = [['Unschedulable', 'unschedulable'], ['Refused', 'refused'], ['NotTried', 'not tried'], ['Preempted', 'preempted']];

function summary({ summary: counts, preempted }: Report): string {
  const rest = words.filter(([outcome]) => counts[outcome] > 0).map(([outcome, word]) => `${counts[outcome]} ${word}`);
  const gone = preempted.length ? [`${preempted.length} of the snapshot preempted`] : [];
  return [`${counts.Placed} of ${counts.pods} pods placed`, ...rest, ...gone].join(', ');
}

export function comparisonTable(comparison: Comparison): string {
  const { first, second, changes } = comparison;
  return sections(
    `first:  ${configurationOf(first)}: ${summary(first)}\nsecond: ${configurationOf(second)}: ${summary(second)}`,
    changes.length ? table(['NAMESPACE', 'POD', 'CHANGE', 'FIRST', 'SECOND'], changes.map(changeRow)) : 'no pod has another node',
    table([`POOL (${first.poolLabel})`, 'RESOURCE', 'UTILISATION', 'DIFFERENCE', 'DEVIATION', 'DIFFERENCE'], differenceRows(comparison)),
    changeSummary(comparison),
  );
}

const configurationOf = ({ configuration }: Report): string => configuration ?? 'the default configuration';

const changeRow = ({ namespace, name, change: what, first, second }: PodChange): Row => [namespace, name, what, fate(first), fate(second)];

const fate = ({ outcome, node, reason }: PodChange['first']): string => node ?? (reason === undefined ? outcome : `${outcome}: ${reason}`);

const differenceRows = ({ first, second, pools }: Comparison): Row[] => pools.flatMap(({ name, resources }) => Object.entries(resources).map(([resource, difference]) => {
  const [a, b] = [first, second].map((report) => report.pools.find((pool) => pool.name === name)?.resources[resource]);
  return [
    name || none, resource, change(percent(a?.utilization ?? 0), percent(b?.utilization ?? 0)), percentDifference(difference.utilization),
    change(percent(a?.deviation ?? 0), percent(b?.deviation ?? 0)), percentDifference(difference.deviation),
  ];
}));

const changeSummary = ({ summary: { pods, Same, Moved, Gained, Lost, OtherReason } }: Comparison): string =>
  `${pods} pods: ${Same} as before, ${Moved} moved, ${Gained} gained a node, ${Lost} lost theirs, ${OtherReason} without one for another reason`;
