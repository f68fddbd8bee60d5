/** Numbers that Kubernetes keeps in 32 bits. */
export const int32 = (value: number): number => Math.max(0, Math.min(Math.trunc(value), 2 ** 31 - 1));
