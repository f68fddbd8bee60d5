/** The ranges of addresses from which nodes give their pods addresses. */

/** Ranges of 256 addresses in 10.128.0.0/9. */
export const podRanges = 1 << 15;

/** The n-th: 10.244.0.0/24 and on, as with kubeadm's customary 10.244.0.0/16, and round to 10.128.0.0/24 behind the last. */
export const podRange = (n: number): string => `10.${128 + ((116 + (n >> 8)) % 128)}.${n & 255}.0/24`;
