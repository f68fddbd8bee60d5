/** What is simulated, from the flags. Apart from simulation.ts, whose types the library's users see. */
import { readFileSync } from 'node:fs';
import { UsageError } from '../flag';
import type { Settings } from '../flags';
import type { SimulationChoice } from '../simulation';

/** Throws UsageError. */
export const simulationChoice = ({ nodes, nodeTemplate, nodeSelector, stages, allowLocalExec, allowLogFiles, dnsPort, gatewayPort, serverlessPort }: Settings): SimulationChoice =>
  ({ nodes, nodeTemplate: nodeTemplate ? readFile(nodeTemplate) : undefined, nodeSelector, stages, allowLocalExec, allowLogFiles: allowLogFiles || undefined, dnsPort, gatewayPort, serverlessPort });

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--node-template ${file}: ${(error as Error).message}`);
  }
}
