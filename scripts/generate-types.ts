/**
 * Generates `api/schema/types/<package>.ts` (TypeScript types) and `api/schema/packages.ts` (the list of
 * fact files) from the facts, those of older versions included (api/schema/legacy), so that schema, types and documents
 * cannot drift. A test compares the result with what is committed.
 *
 *     npm run generate
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLegacy } from '../api/schema/legacy/derive';
import { legacyPackages } from '../api/schema/legacy/packages';
import { renderPackages, renderTypes, type FactsFile } from './render-types';

const schema = join(__dirname, '../api/schema');

export function generate(): Map<string, string> {
  const names = readdirSync(join(schema, 'facts')).filter((f) => f !== 'wire.json').map((f) => f.slice(0, -'.json'.length)).sort();
  const current = Object.fromEntries(names.map((name) => [name, JSON.parse(readFileSync(join(schema, 'facts', `${name}.json`), 'utf8')) as FactsFile]));
  const files = new Map<string, string>();
  for (const [name, facts] of Object.entries(withLegacy(current, legacyPackages))) files.set(join(schema, 'types', `${name}.ts`), renderTypes(name, facts));
  files.set(join(schema, 'packages.ts'), renderPackages(names));
  return files;
}

if (require.main === module) {
  rmSync(join(schema, 'types'), { recursive: true, force: true });
  mkdirSync(join(schema, 'types'), { recursive: true });
  for (const [path, text] of generate()) writeFileSync(path, text);
}
