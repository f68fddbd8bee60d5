/** What docs/dialects/bcs-scheduler-requests.md says of codes, switches and paths is what is so. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codes } from './codes';
import { routes } from './routes';
import { switchChoices } from './switches';

const page = readFileSync(join(__dirname, '../../../docs/dialects/bcs-scheduler-requests.md'), 'utf8');

const table = (head: string, lines: readonly string[]): string => `${head}\n${lines.join('\n')}\n`;

test('codes', () => {
  const lines = Object.values(codes).map(({ number, means, http }) => `| ${number} | ${means} | ${http} |`);
  expect(page).toContain(table('| code | means | HTTP |\n| --- | --- | --- |', lines));
});

test('switches', () => {
  const words = (takes: string): string => takes.split('|').map((word) => `\`${word}\``).join(', ');
  const lines = Object.entries(switchChoices).map(([name, { takes, says }]) => `| \`${name}\` | ${words(takes)} | ${says} |`);
  expect(page).toContain(table('| switch | takes, the default first | |\n| --- | --- | --- |', lines));
});

test('paths', () => {
  const methods = new Map<string, string[]>();
  // What stands behind a version has several forms, which the page tells by themselves; and a misspelt word is another name of the right one.
  for (const { method, path } of routes.filter((each) => !each.path.startsWith('/customresources'))) {
    const told = path.replace(/:([a-z]+)/gi, '{$1}');
    methods.set(told, [...methods.get(told) ?? [], method]);
  }
  const lines = [...methods].map(([path, all]) => `| \`${path}\` | ${all.join(', ')} |`);
  expect(page).toContain(table('| path | methods |\n| --- | --- |', lines));
});
