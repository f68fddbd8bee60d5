/** Kinds of volumes that are no more, or will not be for long, and files that hide a token. */
import type * as core from '../../../schema/types/core.v1';

const gone = (since: string, until: string): string => `deprecated in v${since}, non-functional in v${until}+`;

/** In upstream's order. */
const deprecated: readonly (readonly [source: keyof core.Volume, text: string, shownAs?: string])[] = [
  ['photonPersistentDisk', gone('1.11', '1.16')], ['gitRepo', 'deprecated in v1.11'], ['scaleIO', gone('1.16', '1.22')], ['flocker', gone('1.22', '1.25')],
  ['storageos', gone('1.22', '1.25'), 'storageOS'], ['quobyte', gone('1.22', '1.25')], ['glusterfs', gone('1.25', '1.26')],
  ['cephfs', gone('1.28', '1.31')], ['rbd', gone('1.28', '1.31')],
];

export const volumeWarnings = (volumes: readonly core.Volume[] = [], field: string, ofClaims: (spec: core.PersistentVolumeClaimSpec, field: string) => string[]): string[] =>
  volumes.flatMap((volume, i) => {
    const claim = volume.ephemeral?.volumeClaimTemplate?.spec;
    return [
      ...deprecated.filter(([source]) => volume[source] !== undefined).map(([source, text, shownAs]) => `${field}[${i}].${shownAs ?? source}: ${text}`),
      ...(claim ? ofClaims(claim, `${field}[${i}].ephemeral.volumeClaimTemplate.spec`) : []),
    ];
  });

/** The paths are upstream's. */
export function projectedWarnings(volumes: readonly core.Volume[] = [], field: string): string[] {
  const tokens = new Set(volumes.flatMap(({ projected }) => (projected?.sources ?? []).flatMap(({ serviceAccountToken: token }) => (token ? [token.path] : []))));
  if (!tokens.size) return [];
  return volumes.flatMap(({ projected }, i) => (projected?.sources ?? []).flatMap((source) => {
    const at = `${field}[${i}].projected.sources`;
    const hidden = (path: string | undefined, place: string): string[] =>
      (path !== undefined && tokens.has(path) ? [`${at}.${place}: has duplicated path with ServiceAccountToken ${JSON.stringify(path)}`] : []);
    return [
      ...(source.configMap?.items ?? []).flatMap(({ path }, j) => hidden(path, `configMap[${j}]`)),
      ...(source.secret?.items ?? []).flatMap(({ path }, j) => hidden(path, `secrets[${j}]`)),
      ...(source.downwardAPI?.items ?? []).flatMap(({ path }, j) => hidden(path, `downwardAPI[${j}]`)),
      ...hidden(source.clusterTrustBundle?.path, 'ClusterTrustBundle'),
    ];
  }));
}
