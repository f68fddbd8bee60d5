/** The cases: small clusters, and what upstream's rules say of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { manifestsOf } from '../../cmd/manifests';
import type { Input } from './ours';
import type { Recorded } from './recording';

interface Case {
  /** How the numbers come about. */
  readonly why: string;
  /** Where upstream has the rules. */
  readonly source: string;
  readonly cluster: readonly object[];
  readonly pods: readonly object[];
  readonly expected: readonly Recorded[];
}

const folder = join(__dirname, 'cases');

export const caseFiles = (): readonly string[] => readdirSync(folder).sort();

export function caseIn(file: string): { readonly input: Input; readonly expected: readonly Recorded[] } {
  const { cluster, pods, expected } = parse(readFileSync(join(folder, file), 'utf8')) as Case;
  return { input: { snapshot: listed(cluster, file), pods: listed(pods, file) }, expected };
}

const listed = (items: readonly object[], file: string): Input['pods'] => manifestsOf(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }), file);
