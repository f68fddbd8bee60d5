import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { queriesPage } from './page';

it('docs/dialects/bcs-storage-queries.md is what the tables give (npm run generate)', () => {
  expect(readFileSync(join(__dirname, '../../../../docs/dialects/bcs-storage-queries.md'), 'utf8')).toBe(queriesPage());
});
