/** Which kubectl is tested: older ones lack flags and verbs. */
import { spawnSync } from 'node:child_process';
import { program } from './kubectl';

const minor = ((): number => {
  const { stdout, error } = spawnSync(program, ['version', '--client', '-o', 'json'], { encoding: 'utf8' });
  if (error) throw error;
  return parseInt((JSON.parse(stdout) as { clientVersion: { minor: string } }).clientVersion.minor, 10);
})();

/** Whether kubectl is of 1.`wanted` or newer. */
export const kubectlSince = (wanted: number): boolean => minor >= wanted;
