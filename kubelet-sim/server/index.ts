/** A kubelet's API, for all nodes of this process. */
export type { Call, Route, World } from './call';
export { routes } from './routes';
export { startKubeletServer, type KubeletServer, type KubeletServerDeps } from './server';
export { worldOf } from './world';
