/** The finalizers that keep storage objects while something uses them (kubernetes pkg/volume/util/finalizer.go). */
export const volumeProtection = {
  volume: 'kubernetes.io/pv-protection',
  claim: 'kubernetes.io/pvc-protection',
  attributesClass: 'kubernetes.io/vac-protection',
} as const;
