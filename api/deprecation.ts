/** What clients are told who still use what is going away (k8s.io/apiserver pkg/endpoints/deprecation). */
import type { KindFacts } from './schema/facts';

export type Lifecycle = Pick<KindFacts, 'group' | 'version' | 'kind' | 'deprecated' | 'removed' | 'replacement'>;

/** The release whose API is served. */
const release = '1.36';

const minor = (of: string): number => Number(of.slice(of.indexOf('.') + 1));

const versionName = ({ group, version }: { readonly group: string; readonly version: string }): string => (group ? `${group}/${version}` : version);

/** Undefined: nothing is going away. */
export function deprecationOf(facts: Lifecycle): string | undefined {
  const { kind, deprecated, removed, replacement } = facts;
  if (deprecated === undefined || minor(deprecated) > minor(release)) return undefined;
  const gone = removed === undefined ? '' : `, unavailable in v${removed}+`;
  const instead = replacement ? `; use ${versionName(replacement)} ${replacement.kind}` : '';
  return `${versionName(facts)} ${kind} is deprecated in v${deprecated}+${gone}${instead}`;
}
