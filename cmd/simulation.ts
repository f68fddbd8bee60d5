/** What is simulated, from what users say: flags or options of the library. */
import { parseLabelSelector, type ApiError } from '../api';
import { NodePoolFault, readNodePools, totalOf, type KubeletSimOptions, type NodePool } from '../kubelet-sim';
import { UsageError } from './flag';

export interface SimulationChoice {
  /** Simulated nodes, node-1 and on; default 3, or none beside pools. */
  readonly nodes?: number;
  /** Pools of further nodes, as YAML (docs/pod-life.md). */
  readonly nodeTemplate?: string;
  /** Nodes with these labels are served too, whoever made them. */
  readonly nodeSelector?: string;
  /** How long things take in the lives of pods; default `fast`. */
  readonly stages?: 'fast' | 'general';
  /** Objects of the API may run programs of this machine. */
  readonly allowLocalExec?: boolean;
  /** The folder whose files objects of the API may show as logs. */
  readonly allowLogFiles?: string;
  /** Where names of services and of Dns objects are answered, over UDP and TCP; default: nowhere. */
  readonly dnsPort?: number;
  /** Where HTTP requests for hosts of Dns objects are passed on to pods; default: nowhere. */
  readonly gatewayPort?: number;
  /** Where functions are called; default: through the API alone. */
  readonly serverlessPort?: number;
}

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
