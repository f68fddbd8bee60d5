/** How simulated kubelets are found and known, for all who ask them: at 127.0.0.1 and the port that a node names, and nowhere else. */
import type * as core from './schema/types/core.v1';

export const loopback = '127.0.0.1';

/** Sent with every answer of a simulated kubelet that serves the node of the request (its Host): nobody else who may listen there is spoken to. */
export const servedNodeHeader = 'x-minikapi-node';

/** 0: it names none. */
export const kubeletPortOf = ({ status }: core.Node): number => status.daemonEndpoints?.kubeletEndpoint?.Port ?? 0;
