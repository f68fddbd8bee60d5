/** A container or a process of a taskgroup, and the pod that it is to be in. */
import type { Container, PodTemplate, Process } from '../definition';
import type { TaskgroupId } from '../ids';
import type { TaskPorts } from '../ports';
import type { Timing } from '../timing';

export type Part = Container | Process;

export interface PodOrder {
  readonly id: TaskgroupId;
  readonly template: PodTemplate;
  readonly ports: TaskPorts;
  readonly timing: Timing;
}

export const isContainer = (part: Part): part is Container => 'image' in part;

export const partsOf = ({ spec: { containers, processes } }: PodTemplate): readonly Part[] => (containers.length ? containers : processes);
