/** The kinds of the minik8s API, and what people call them. */
import { UsageError } from '../../flag';
import { dns } from './dns';
import { func } from './function';
import { hpa } from './hpa';
import { job } from './job';
import { jobfile } from './jobfile';
import type { Kind } from './kind';
import { node } from './node';
import { pod } from './pod';
import { replicaset } from './replicaset';
import { service } from './service';
import { workflow } from './workflow';

export const kinds: readonly Kind[] = [node, pod, service, replicaset, job, jobfile, dns, hpa, func, workflow];

/** In any case. */
export function findKind(text: string): Kind | undefined {
  const name = text.toLowerCase();
  return kinds.find(({ kind, names }) => kind.toLowerCase() === name || names.includes(name));
}

/** Throws UsageError. */
export function kindCalled(text: string): Kind {
  const found = findKind(text);
  if (!found) throw new UsageError(`no kind ${JSON.stringify(text)}; there are: ${kinds.map(({ kind }) => kind.toLowerCase()).join(', ')}`);
  return found;
}
