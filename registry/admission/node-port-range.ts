/** The ports of nodes that services can have: kube-apiserver's default --service-node-port-range. */
import type { Random } from '../../api';

const first = 30_000;
const size = 2_768;
const last = first + size - 1;

/** Left for those who name their port (KEP-3668: a thirty-second of the range, 128 at most). */
const reserved = 86;

export const portRangeText = `${first}-${last}`;

export const inPortRange = (port: number): boolean => port >= first && port <= last;

export const dynamicPort = (random: Random): number => first + reserved + random.int(size - reserved);

/** All, the reserved ones last. */
export const portsInTurn = (): number[] => Array.from({ length: size }, (_, i) => first + ((i + reserved) % size));
