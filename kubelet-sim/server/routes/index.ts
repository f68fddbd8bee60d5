/** What a simulated kubelet serves: a line each. */
import type { Route } from '../call';
import { attach, exec } from './commands';
import { containerLogs } from './logs';
import { healthz, pods } from './node';
import { podProxy, portForward } from './ports';

export const routes: readonly Route[] = [healthz, pods, containerLogs, exec, attach, portForward, podProxy];
