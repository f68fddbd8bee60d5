/** What is simulated, from what users say: flags or options of the library. */
import { parseLabelSelector, type ApiError } from '../api';
import { NodePoolFault, readNodePools, totalOf, type KubeletSimOptions, type NodePool } from '../kubelet-sim';
import type { ClusterOptions } from './cluster-options';
import { UsageError } from './flag';

export type SimulationChoice =
  Pick<ClusterOptions, 'nodes' | 'nodeTemplate' | 'nodeSelector' | 'stages' | 'allowLocalExec' | 'allowLogFiles' | 'dnsPort' | 'gatewayPort' | 'serverlessPort'>;

export interface Simulation extends KubeletSimOptions {
  /** How many nodes are registered. */
  readonly total: number;
}

const defaultNodes = 3;

/** Throws UsageError. */
export function simulationOf({ nodes, nodeTemplate, nodeSelector, stages = 'fast', allowLocalExec = false, allowLogFiles, dnsPort, gatewayPort, serverlessPort }: SimulationChoice): Simulation {
  const pools = nodeTemplate === undefined ? [] : poolsOf(nodeTemplate);
  const numbered = nodes ?? (nodeTemplate === undefined ? defaultNodes : 0);
  const access = { exec: allowLocalExec, logFiles: allowLogFiles };
  return { nodes: numbered, pools, preset: stages, access, names: { dnsPort, gatewayPort }, serverlessPort, total: numbered + totalOf(pools), ...(nodeSelector && { nodeSelector: selectorOf(nodeSelector) }) };
}

function poolsOf(text: string): NodePool[] {
  try {
    return readNodePools(text);
  } catch (error) {
    if (error instanceof NodePoolFault) throw new UsageError(`node template: ${error.message}`);
    throw error;
  }
}

function selectorOf(text: string): KubeletSimOptions['nodeSelector'] {
  try {
    return parseLabelSelector(text);
  } catch (error) {
    throw new UsageError(`node selector: ${(error as ApiError).message}`);
  }
}
