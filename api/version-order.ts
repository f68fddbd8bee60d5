/** Names of versions in their order: v2 before v1 before v1beta2 before v1alpha1 (k8s.io/apimachinery version.CompareKubeAwareVersionStrings). */

const alphabetically = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Above 0: `a` is the newer one. Names of no such form are older than all others, and then newer the earlier in the alphabet. */
export const compareVersions = (a: string, b: string): number => rank(a) - rank(b) || alphabetically(b, a);

function rank(version: string): number {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (!match) return -1;
  const [, major = '0', stage, minor = '0'] = match;
  const stability = stage === 'alpha' ? 0 : stage === 'beta' ? 1 : 2;
  return stability * 1e6 + Number(major) * 1e3 + Number(minor);
}
