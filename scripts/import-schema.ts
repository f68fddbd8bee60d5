/**
 * Splits the one-file table of Kubernetes facts into one compact file per package
 * (`api/schema/facts/<package>.json`, one definition per line so that a diff reads well).
 *
 *     tsx scripts/import-schema.ts path/to/kubernetes-schema.json && npm run generate
 *
 * Run it when the facts are taken from a newer Kubernetes release.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Source {
  release: string;
  packages: Record<string, object>;
  wire: object;
  values: Record<string, string[]>;
  definitions: Record<string, object>;
  kinds: { definition: string }[];
  otherKinds: { definition: string }[];
}

const target = join(__dirname, '../api/schema/facts');

const packageOf = (definition: string): string => definition.slice(0, definition.lastIndexOf('.'));

/** `{"a":1,\n"b":2}`: JSON with one entry of the top-level object or array per line. */
function oneEntryPerLine(value: object): string {
  if (Array.isArray(value)) return value.length ? `[\n${value.map((v) => JSON.stringify(v)).join(',\n')}\n]` : '[]';
  const entries = Object.entries(value).map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`);
  return entries.length ? `{\n${entries.join(',\n')}\n}` : '{}';
}

function write(file: string, sections: Record<string, object>): void {
  const body = Object.entries(sections).map(([name, value]) => `${JSON.stringify(name)}:${oneEntryPerLine(value)}`);
  writeFileSync(join(target, file), `{${body.join(',\n')}}\n`);
}

function main(path: string | undefined): void {
  if (!path) throw new Error('usage: tsx scripts/import-schema.ts <kubernetes-schema.json>');
  const source = JSON.parse(readFileSync(path, 'utf8')) as Source;
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const [name, facts] of Object.entries(source.packages)) {
    const within = <T>(all: Record<string, T>): Record<string, T> =>
      Object.fromEntries(Object.entries(all).filter(([key]) => packageOf(key) === name));
    write(`${name}.json`, {
      package: facts,
      values: within(source.values),
      definitions: within(source.definitions),
      kinds: source.kinds.filter((kind) => packageOf(kind.definition) === name),
      otherKinds: source.otherKinds.filter((kind) => packageOf(kind.definition) === name),
    });
  }
  write('wire.json', { wire: source.wire });
}

main(process.argv[2]);
