import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generate } from './generate-types';

const files = [...generate()];

test.each(files)('%s is what the facts give', (path, text) => expect(readFileSync(path, 'utf8')).toBe(text));

test('nothing else lies among the generated types', () => {
  const types = files.map(([path]) => path).filter((path) => dirname(path).endsWith('types'));
  const folder = dirname(types[0] ?? '');
  expect(readdirSync(folder).map((name) => join(folder, name)).sort()).toEqual([...types].sort());
});
