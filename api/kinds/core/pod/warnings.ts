/** What is told to whoever makes a pod. An update tells nothing: it is rarely a person's (kubernetes pkg/registry/core/pod/strategy.go). */
import { labelFault } from '../../../names';
import type * as core from '../../../schema/types/core.v1';
import { podWarnings } from '../pod-template/warnings';

export function warnAboutPod({ metadata, spec }: core.Pod, old: core.Pod | undefined): string[] {
  if (old) return [];
  const fault = labelFault(metadata.name ?? '');
  const hostname = `metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [${fault ?? ''}]`;
  return [...(fault ? [hostname] : []), ...podWarnings(spec, metadata.annotations)];
}
