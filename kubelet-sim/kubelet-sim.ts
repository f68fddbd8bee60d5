/** Simulated kubelets: nodes that are always healthy, and pods that live on them. Read this file first. */
import { runController, type ComponentContext, type EventRecorder } from '../client';
import { podLifecycle } from './lifecycle';
import { nodeHeartbeats, registerNodes } from './nodes';
import { defaultCapacity, type NodeCapacity } from './node-spec';
import type { Stage } from './stage';

export interface KubeletSimOptions {
  /** Simulated nodes to register: node-1 … node-n. */
  readonly nodes: number;
  readonly capacity?: NodeCapacity;
  /** A pod's life; default `podStages`. */
  readonly stages?: readonly Stage[];
}

/** Runs until the context's signal aborts. */
export async function runKubeletSim(context: ComponentContext & { readonly recorder: EventRecorder }, { nodes, capacity = defaultCapacity, stages }: KubeletSimOptions): Promise<void> {
  await registerNodes(context, nodes, capacity);
  await Promise.all([nodeHeartbeats(capacity), podLifecycle(stages)].map((factory) => runController(factory(context), context)));
}
