/** The door of `client/`: how others follow the truth. The contracts are in client.ts. */
export { createBackoff, exponentialDelay, jittered, type Backoff, type BackoffOptions } from './backoff';
export type {
  Client, ComponentContext, Controller, ControllerFactory, EventRecorder, Informer, InformerHandler, Informers, Lister, ListerWatcher, ReadPath, Resources, Watch,
  WorkQueue,
} from './client';
export { runController, runControllers, type ControllersContext } from './controller';
export { followCustomKinds, servedDefinition, type CustomKindHandler } from './custom-kinds';
export { asFieldManager } from './field-manager';
export { paced, pacedWrites, type Run } from './paced';
export { createPortClient } from './port/client';
export { Peer, type Offer } from './port/peer';
export type { Asking, Deleted, Query, SaidEvent, SaidList, Written } from './port/words';
export { createHttpClient, type HttpClient, type HttpClientOptions } from './http';
export { Poster, type PostAnswer, type PosterOptions } from './http-post';
export { createNodeCalls, type Nodes } from './http-nodes';
export { createInformers, type InformersOptions } from './informer';
export { createKindFinder, type KindFinder } from './kind-finder';
export { KubeconfigError, readKubeconfig, type ClusterAddress, type ReadBeside } from './kubeconfig';
export { runAsLeader, type LeaderOptions } from './leader';
export type { FunctionAnswer, NodeCalls } from './node-calls';
export { createRecorder, type RecorderOptions } from './recorder';
export { createWorkQueue } from './workqueue';
export { wrapped } from './wrapped';
