/** Reports as JUnit XML, for CI: a test case is a pod, a failure a pod without a node. Pure. */
import type { PodReport, Report } from './report';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;' };

/** Without what no XML document may have (https://www.w3.org/TR/xml/#charsets). */
const escaped = (text: string): string => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replace(/[&<>"\n]/g, (character) => escapes[character] ?? character);

const attributes = (values: Readonly<Record<string, string | number>>): string => Object.entries(values).map(([name, value]) => ` ${name}="${escaped(String(value))}"`).join('');

/** One suite for each configuration. */
export function junit(reports: readonly Report[]): string {
  const totals = { tests: sum(reports, ({ pods }) => pods.length), failures: sum(reports, failures), errors: 0 };
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites${attributes({ name: 'minikapi schedule', ...totals })}>`, ...reports.flatMap(suite), '</testsuites>', ''].join('\n');
}

const sum = (reports: readonly Report[], count: (report: Report) => number): number => reports.reduce((all, report) => all + count(report), 0);

const failures = ({ summary }: Report): number => summary.pods - summary.Placed;

const suite = (report: Report): string[] => [
  `  <testsuite${attributes({ name: report.configuration ?? 'default configuration', tests: report.pods.length, failures: failures(report), errors: 0, skipped: 0, time: 0 })}>`,
  ...report.pods.flatMap(testCase),
  '  </testsuite>',
];

function testCase({ namespace, name, node, outcome, reason = '', explanation = reason }: PodReport): string[] {
  const result = node ? `<system-out>${escaped(node)}</system-out>` : `<failure${attributes({ type: outcome, message: reason })}>${escaped(explanation)}</failure>`;
  return [`    <testcase${attributes({ classname: namespace, name, time: 0 })}>`, `      ${result}`, '    </testcase>'];
}
