/** Which cluster a command is about: a URL, or what a kubeconfig says. Without either it is the one that `minikapi up` runs here. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { KubeconfigError, readKubeconfig, type ClusterAddress } from '../client';
import { UsageError, type Flag, type Given } from './flag';

const isUrl = (text: string): string | undefined => (text === '' || /^https?:\/\/[^/]/.test(text) ? undefined : 'must be an http or https URL');

export const addressFlags: readonly Flag[] = [
  { name: 'server', value: 'URL', fallback: '', help: 'the API server of the cluster; instead of a kubeconfig', check: isUrl },
  { name: 'kubeconfig', value: 'FILE', fallback: '.minikapi/kubeconfig', help: 'the kubeconfig that says where the cluster is' },
  { name: 'context', value: 'NAME', fallback: '', help: "the kubeconfig's context to use; its current one without" },
];

/** Throws UsageError. */
export function clusterAddress(given: Given): ClusterAddress {
  const server = given.text('server');
  if (server) return { server };
  return fromKubeconfig(given.text('kubeconfig'), given.text('context'));
}

/** Throws UsageError. */
export function fromKubeconfig(file: string, context: string): ClusterAddress {
  const beside = (path: string): string => readFile(resolve(dirname(file), path));
  try {
    return readKubeconfig(readFile(file), context, beside);
  } catch (error) {
    throw error instanceof KubeconfigError ? new UsageError(`--kubeconfig ${file}: ${error.message}`) : error;
  }
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--kubeconfig: ${(error as Error).message}`);
  }
}
