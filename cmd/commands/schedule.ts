/** `minikapi schedule`: where would these pods go in that cluster, and why nowhere? Exits with 1 when one of them has no node. */
import { integer, listed, oneOf, UsageError, type Flag, type Given } from '../flag';
import { readManifests } from '../manifests';
import { answer } from '../schedule/answer';
import { compare } from '../schedule/comparison';
import { junit } from '../schedule/junit';
import { questionOf, type Question } from '../schedule/question';
import { allPlaced, type Report } from '../schedule/report';
import { comparisonTable, reportTable } from '../schedule/table';
import type { Tool } from '../tool';

const flags: readonly Flag[] = [
  { name: 'filename', short: 'f', isList: true, value: 'FILE[,FILE]', fallback: '', help: 'pods and workloads to place: YAML or JSON files, directories of them, - for standard input' },
  { name: 'snapshot', isList: true, value: 'FILE[,FILE]', fallback: '', help: 'the cluster: what kubectl get -A -o yaml prints, manifests, or an export of kube-scheduler-simulator' },
  { name: 'config', value: 'FILE', fallback: '', help: 'a KubeSchedulerConfiguration; without it that of a scheduler which was given none' },
  { name: 'compare', value: 'FILE', fallback: '', help: 'a second KubeSchedulerConfiguration: both answers side by side' },
  { name: 'output', short: 'o', value: 'FORMAT', fallback: 'table', help: 'table, json or junit', check: oneOf('table', 'json', 'junit') },
  { name: 'seed', value: 'N', fallback: '1', help: 'which of equally good nodes is taken is chance: the same number gives the same answer', check: integer(0, 4294967295) },
  { name: 'explain', fallback: 'false', help: 'say of every pod why it is where it is, and which nodes would have been as good' },
  { name: 'pool-label', value: 'LABEL', fallback: 'node.kubernetes.io/instance-type', help: 'the label of nodes that says to which pool they belong, such as topology.kubernetes.io/zone' },
];

export const scheduleTool: Tool = { summary: 'where pods would go in a cluster, without one', operands: [], flags, run };

async function run(given: Given): Promise<void> {
  const notes: string[] = [];
  const question = ask(given, (text) => notes.push(text));
  const by = (configuration: string): Promise<Report> =>
    answer(question, { seed: Number(given.text('seed')), poolLabel: given.text('pool-label'), notes, ...(configuration && { configuration }), ...(given.isOn('explain') && { explain: 'all' }) });
  const reports = [await by(given.text('config')), ...(given.text('compare') ? [await by(given.text('compare'))] : [])];
  for (const note of new Set(reports.flatMap((report) => report.notes))) process.stderr.write(`note: ${note}\n`);
  process.stdout.write(render(reports, given.text('output')));
  if (!reports.every(allPlaced)) process.exitCode = 1;
}

function ask(given: Given, note: (text: string) => void): Question {
  const [files, snapshot] = [listed(given.text('filename')), listed(given.text('snapshot'))];
  if (!files.length) throw new UsageError('-f FILE: which pods shall be placed?');
  if (!snapshot.length) throw new UsageError('--snapshot FILE: in which cluster?');
  if (files.includes('-') && snapshot.includes('-')) throw new UsageError('standard input can be read once: -f - or --snapshot -');
  return questionOf(readManifests(snapshot), readManifests(files), note);
}

/** One report, or two to compare. */
function render(reports: readonly Report[], format: string): string {
  if (format === 'junit') return junit(reports);
  const [first, second] = reports as readonly [Report, Report?];
  if (!second) return format === 'json' ? json(first) : reportTable(first);
  return format === 'json' ? json(compare(first, second)) : comparisonTable(compare(first, second));
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
