/** Simulated kubelets: nodes that are always healthy, and pods that live on them. Read this file first. */
import { runController, type ComponentContext, type EventRecorder } from '../client';
import { podLifecycle } from './lifecycle';
import { keepNodesAlive, registerNodes } from './nodes';
import { defaultCapacity, type NodeCapacity } from './node-spec';

export interface KubeletSimOptions {
  /** Simulated nodes to register: node-1 … node-n. */
  readonly nodes: number;
  readonly capacity?: NodeCapacity;
}

/** Runs until the context's signal aborts. */
export async function runKubeletSim(context: ComponentContext & { readonly recorder: EventRecorder }, { nodes, capacity = defaultCapacity }: KubeletSimOptions): Promise<void> {
  await registerNodes(context, nodes);
  await Promise.all([keepNodesAlive(context, capacity), runController(podLifecycle()(context), context)]);
}
