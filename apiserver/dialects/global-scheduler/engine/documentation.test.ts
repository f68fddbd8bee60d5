import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filters } from './filters';
import { quirks } from './quirks';
import { scores } from './scores';

const text = readFileSync(join(__dirname, '../../../../docs/dialects/global-scheduler-placement.md'), 'utf8');

const column = (header: string): readonly string[] =>
  [...(text.split(header)[1] ?? '').split('\n\n')[0]?.matchAll(/^\| `(\w+)` \|/gm) ?? []].map(([, name]) => name as string);

it('docs/dialects/global-scheduler-placement.md has the table of quirks', () => {
  const rows = Object.values(quirks).map(({ section, faithful, otherwise }) => `| ${section} | ${faithful} | ${otherwise} |\n`);
  expect(text).toContain(`| section | faithful | otherwise |\n| --- | --- | --- |\n${rows.join('')}`);
});

it('docs/dialects/global-scheduler-placement.md lists the filters and the scores', () => {
  expect(column('| filter |')).toEqual(expect.arrayContaining([...filters.keys()]));
  expect(column('| score |')).toEqual(expect.arrayContaining([...scores.keys()]));
});
